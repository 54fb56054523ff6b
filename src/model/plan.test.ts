import { describe, expect, test } from 'vitest';
import { modalityOf } from '@/model/contract';
import { chooseScale, planFor, rectOfTiles, tilesAt } from './plan';

describe('chooseScale', () => {
  test.each([
    [null, 1, 'native'],
    [0.25, 1, 'pixel-size'],
    [0.5, 2, 'pixel-size'],
    [0.125, 0.5, 'pixel-size'],
    [2.5, 4, 'limited'],
    [0.02, 0.25, 'limited'],
    [352.8, 1, 'implausible'], // 72 dpi, what photo programs write
    [0, 1, 'implausible'],
    [Number.NaN, 1, 'implausible'],
  ])('of %d µm a pixel', (micronsPerPixel, scale, scaleReason) => {
    expect(chooseScale(micronsPerPixel)).toEqual({ scale, scaleReason });
  });
});

test('a pixel size scales microscopy, not retinas', () => {
  const size = { width: 1000, height: 800 };
  expect(planFor(modalityOf('fluorescence'), size, 0.5).grid.size).toEqual({
    width: 2000,
    height: 1600,
  });
  expect(planFor(modalityOf('fundus'), size, 0.5).grid.size).toEqual(size);
});

test('a whole image is one tile', () => {
  const { grid } = planFor(modalityOf('ultrasound'), { width: 1000, height: 800 }, null);
  expect([grid.columns, grid.rows]).toEqual([[0], [0]]);
});

test('the tiles that hold a point cover the pixels around it, in the pixels of the image', () => {
  const plan = planFor(modalityOf('histology'), { width: 2000, height: 1000 }, 0.5);
  // Two pixels of the model a pixel of the image: a tile is 256 pixels wide.
  const corner = tilesAt(plan, { x: 10, y: 10 });
  expect(corner).toEqual([{ index: 0, x: 0, y: 0 }]);
  expect(rectOfTiles(plan, corner)).toEqual({ x: 0, y: 0, width: 257, height: 257 });
  expect(tilesAt(plan, { x: 1999.9, y: 999.9 })).toHaveLength(1);
});

test('a point where tiles overlap lies in all of them', () => {
  const plan = planFor(modalityOf('histology'), { width: 1000, height: 512 }, null);
  expect(tilesAt(plan, { x: 500, y: 5 }).map(({ x }) => x)).toEqual([0, 488]);
  expect(rectOfTiles(plan, tilesAt(plan, { x: 500, y: 5 }))).toMatchObject({ x: 0, width: 1000 });
});
