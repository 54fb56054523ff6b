import { expect, test } from 'vitest';
import { type CanvasKeyRow, canvasKeys } from './canvas-keys';
import { commands } from './commands';

const ofCanvas: [string, CanvasKeyRow][] = Object.entries(canvasKeys);

test('no two commands share an id or a shortcut', () => {
  const ids = commands.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const owners = new Map<string, string>();
  for (const { id, keys } of [
    ...commands,
    ...ofCanvas.map(([name, { keys }]) => ({ id: name, keys })),
  ]) {
    for (const chord of keys) {
      const owner = owners.get(chord);
      owners.set(chord, id);
      // The canvas says which keys it takes before the page does.
      if (owner) expect(new Map(ofCanvas).get(id)?.before, `${chord} of ${id}`).toContain(owner);
    }
  }
});

test('the canvas goes before no command but those whose keys it has', () => {
  for (const [name, { keys, before = [] }] of ofCanvas)
    for (const other of before)
      expect(commands.find(({ id }) => id === other)?.keys, name).toEqual(
        expect.arrayContaining([expect.toSatisfy((key: string) => keys.includes(key))]),
      );
});

test('shortcuts are written as the help sheet and the listener read them', () => {
  const chord = /^(Mod\+)?(Shift\+)?(Alt\+)?([A-Z0-9]|[^\w\s]|[A-Z][A-Za-z]+)$/;
  for (const { keys } of [...commands, ...Object.values(canvasKeys)])
    for (const key of keys) expect(key).toMatch(chord);
});
