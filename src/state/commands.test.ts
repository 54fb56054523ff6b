import { expect, test } from 'vitest';
import { commands } from './commands';

test('no two commands share an id or a shortcut', () => {
  const ids = commands.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const owners = new Map<string, string>();
  for (const { id, keys } of commands) {
    for (const chord of keys) {
      expect(owners.get(chord), `${chord} of ${id}`).toBeUndefined();
      owners.set(chord, id);
    }
  }
});

test('shortcuts are written as the help sheet and the listener read them', () => {
  const chord = /^(Mod\+)?(Shift\+)?(Alt\+)?([A-Z0-9]|[^\w\s]|[A-Z][A-Za-z]+)$/;
  for (const { id, keys } of commands) for (const key of keys) expect(key, id).toMatch(chord);
});
