import { expect, test } from 'vitest';
import { draw, labelsOf, rows } from '@/core/ascii';
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
const settings = {
  threshold: 0.5,
  objects: 'instances',
  keepLargest: false,
  fillHoles: false,
  minAreaPx: 0,
} as const;

test('touching objects with a core each become two', () => {
  const store = new MapStore(1e6);
  store.set('a', size, probability, core);
  expect(store.derive('a', settings).objectCount).toBe(2);
  expect(store.derive('a', { ...settings, objects: 'components' }).objectCount).toBe(1);
});

test('without a core map they stay one', () => {
  const store = new MapStore(1e6);
  store.set('a', size, probability, null);
  expect(store.derive('a', settings).objectCount).toBe(1);
});

test('a moved threshold changes the pixels, new maps the objects', () => {
  const store = new MapStore(1e6);
  store.set('a', size, probability, core);
  const before = store.derive('a', settings);
  const strict = store.derive('a', { ...settings, threshold: 0.9 });
  expect(before.areaPx).toBe(36);
  expect(draw(size, strict.labels)).toEqual(
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
  store.set('a', size, probability, onlyLeft);
  expect(store.derive('a', settings).objectCount).toBe(1);
});

test('maps that are not here are an unknown image', () => {
  const store = new MapStore(1e6);
  expect(() => store.derive('a', settings)).toThrow(
    expect.objectContaining({ name: 'UnknownImage' }),
  );
  store.set('a', size, probability, core);
  store.forget('a');
  expect(() => store.derive('a', settings)).toThrow(
    expect.objectContaining({ name: 'UnknownImage' }),
  );
});
