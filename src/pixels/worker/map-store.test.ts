import { expect, test } from 'vitest';
import { labelsOfRuns, runsOfLabels } from '@/core/labels/runs';
import { draw, labelsOf, rows } from '@/testing/ascii';
import { MapStore } from './map-store';

// Two blobs that touch: above 0.5 they are one piece, their cores two.
const { size, data } = labelsOf(`
  . . . . . . . . . . .
  . 9 9 9 9 5 9 9 9 9 .
  . 9 9 9 9 5 9 9 9 9 .
  . 9 9 9 9 5 9 9 9 9 .
  . 9 9 9 9 5 9 9 9 9 .
  . . . . . . . . . . .
`);
const probability = Uint8Array.from(data, (value) => value * 28);
const core = Uint8Array.from(data, (value) => (value === 9 ? 200 : 0));
const maps = { size, probability, core, renumbering: null };
const settings = {
  threshold: 0.5,
  objects: 'instances',
  keepLargest: false,
  fillHoles: false,
  minAreaPx: 0,
} as const;

test('touching objects with a core each become two', () => {
  const store = new MapStore(1e6);
  expect(store.adopt('a', maps, settings, null).objectCount).toBe(2);
  expect(store.derive('a', { ...settings, objects: 'components' }).objectCount).toBe(1);
});

test('without a core map they stay one', () => {
  const store = new MapStore(1e6);
  expect(store.adopt('a', { ...maps, core: null }, settings, null).objectCount).toBe(1);
});

test('a moved threshold changes the pixels, new maps the objects', () => {
  const store = new MapStore(1e6);
  const before = store.adopt('a', maps, settings, null);
  const strict = store.derive('a', { ...settings, threshold: 0.9 });
  expect(before.areaPx).toBe(36);
  expect(draw(size, labelsOfRuns(size, strict.runs))).toEqual(
    rows(`
      . . . . . . . . . . .
      . 1 1 1 1 . 2 2 2 2 .
      . 1 1 1 1 . 2 2 2 2 .
      . 1 1 1 1 . 2 2 2 2 .
      . 1 1 1 1 . 2 2 2 2 .
      . . . . . . . . . . .
    `),
  );
  const onlyLeft = Uint8Array.from(core, (value, i) => (i % size.width < 5 ? value : 0));
  expect(store.adopt('a', { ...maps, core: onlyLeft }, settings, null).objectCount).toBe(1);
});

test('maps that no objects can be made of leave those before in place', () => {
  const store = new MapStore(1e6);
  const side = 512;
  // Every other pixel of every other row: 65,536 pieces.
  const dots = Uint8Array.from({ length: side * side }, (_, i) =>
    i % 2 === 0 && Math.floor(i / side) % 2 === 0 ? 255 : 0,
  );
  const tooMany = {
    size: { width: side, height: side },
    probability: dots,
    core: null,
    renumbering: null,
  };
  store.adopt('a', maps, settings, null);
  expect(() => store.adopt('a', tooMany, { ...settings, objects: 'components' }, null)).toThrow(
    expect.objectContaining({ name: 'TooManyObjects' }),
  );
  expect(store.derive('a', settings).objectCount).toBe(2);
});

test('objects of new maps are numbered after those before, at every threshold and when read again', () => {
  const store = new MapStore(1e6);
  const { data: reviewed } = labelsOf(`
    . . . . . . . . . . .
    . . . . . . 1 1 1 1 .
    . . . . . . 1 1 1 1 .
    . . . . . . 1 1 1 1 .
    . . . . . . 1 1 1 1 .
    . . . . . . . . . . .
  `);
  const runs = runsOfLabels(size, reviewed);
  const former = { ai: runs, reviewed: runs, named: [] };
  const adopted = store.adopt('a', maps, settings, former);
  const expected = rows(`
    . . . . . . . . . . .
    . 2 2 2 2 . 1 1 1 1 .
    . 2 2 2 2 . 1 1 1 1 .
    . 2 2 2 2 . 1 1 1 1 .
    . 2 2 2 2 . 1 1 1 1 .
    . . . . . . . . . . .
  `);
  const strict = { ...settings, threshold: 0.9 };
  expect(draw(size, labelsOfRuns(size, store.derive('a', strict).runs))).toEqual(expected);
  const { renumbering } = adopted;
  const again = new MapStore(1e6);
  const adoptedAgain = again.adopt('b', { ...maps, renumbering }, strict, null);
  expect(draw(size, labelsOfRuns(size, adoptedAgain.runs))).toEqual(expected);
});

test('maps that are not here are an unknown image', () => {
  const store = new MapStore(1e6);
  expect(() => store.derive('a', settings)).toThrow(
    expect.objectContaining({ name: 'UnknownImage' }),
  );
  store.adopt('a', maps, settings, null);
  store.forget('a');
  expect(() => store.derive('a', settings)).toThrow(
    expect.objectContaining({ name: 'UnknownImage' }),
  );
});
