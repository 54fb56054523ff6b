import { expect, test } from 'vitest';
import { draw, labelsOf, rows } from '@/testing/ascii';
import { crop, writeShared } from './crop';

const IMAGE = labelsOf(`
  1 2 3 4
  5 6 7 8
  9 a b c
`);

test('a rectangle is cut out row by row', () => {
  const rect = { x: 1, y: 1, width: 2, height: 2 };
  expect(draw(rect, crop(IMAGE.data, 4, rect))).toEqual(rows('67 \n ab'));
});

test('of two rectangles that overlap only what they share is written', () => {
  const from = {
    rect: { x: 1, y: 0, width: 3, height: 2 },
    labels: Uint16Array.of(1, 2, 3, 4, 5, 6),
  };
  const to = { rect: { x: 0, y: 1, width: 3, height: 2 }, labels: new Uint16Array(6) };
  writeShared(from, to);
  expect(draw(to.rect, to.labels)).toEqual(rows('.45 \n ...'));
});

test('rectangles that only touch share nothing', () => {
  const from = { rect: { x: 0, y: 0, width: 1, height: 1 }, labels: Uint16Array.of(1) };
  const to = { rect: { x: 1, y: 0, width: 1, height: 1 }, labels: Uint16Array.of(7) };
  writeShared(from, to);
  expect([...to.labels]).toEqual([7]);
});
