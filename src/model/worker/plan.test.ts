import { describe, expect, test } from 'vitest';
import { modalityOf } from '@/model/contract';
import { chooseScale, planFor } from './plan';

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
