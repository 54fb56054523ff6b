import { expect, test } from 'vitest';
import type { Raster } from '@/core/types';
import { randomSequence } from '@/testing/ascii';
import { halve, levelCount, Pyramid } from './pyramid';

function raster(width: number, height: number, channels: 1 | 3, values: ArrayLike<number>): Raster {
  const data = Uint8Array.from(values);
  return { width, height, channels, bits: 8, data, window: null, spacing: null };
}

test('each pixel of the next level is the mean of four', () => {
  const { width, height, data } = halve(raster(4, 2, 1, [10, 20, 0, 255, 30, 40, 0, 255]));
  expect({ width, height, data: [...data] }).toEqual({ width: 2, height: 1, data: [25, 128] });
});

test('odd edges are the mean of what there is', () => {
  const { width, height, data } = halve(raster(3, 3, 1, [0, 0, 10, 0, 4, 20, 6, 8, 100]));
  expect([width, height]).toEqual([2, 2]);
  expect([...data]).toEqual([1, 15, 7, 100]);
});

test('channels do not mix', () => {
  const red = [200, 0, 0];
  const blue = [0, 0, 100];
  const { data } = halve(raster(3, 2, 3, [red, red, blue, blue, blue, red].flat()));
  expect([...data]).toEqual([100, 0, 50, 100, 0, 50]);
});

test('16-bit values are averaged without overflow', () => {
  const data = Uint16Array.of(65535, 65535, 65535, 65534);
  const large: Raster = {
    width: 2,
    height: 2,
    channels: 1,
    bits: 16,
    data,
    window: { low: 5, high: 9 },
    spacing: null,
  };
  expect(halve(large)).toMatchObject({ bits: 16, window: { low: 5, high: 9 } });
  expect([...halve(large).data]).toEqual([65535]);
});

test('the mean brightness of a picture stays when it is halved', () => {
  const random = randomSequence(7);
  const picture = raster(
    64,
    64,
    3,
    Array.from({ length: 64 * 64 * 3 }, () => random() * 256),
  );
  const mean = (data: ArrayLike<number>) =>
    Array.from(data).reduce((sum, value) => sum + value, 0) / data.length;
  const smaller = new Pyramid(picture).level(3);
  expect(smaller.width).toBe(8);
  expect(Math.abs(mean(smaller.data) - mean(picture.data))).toBeLessThan(1); // halves round up
});

test.each([
  [32, 32, 1],
  [512, 512, 1],
  [513, 200, 2],
  [1024, 1024, 2],
  [8192, 8192, 5],
  [16384, 4000, 6],
])('a %i × %i picture has %i levels, the last in one tile', (width, height, levels) => {
  expect(levelCount({ width, height })).toBe(levels);
});

test('the level for a preview is large enough and no larger than needed', () => {
  const pyramid = new Pyramid(raster(1000, 400, 1, new Uint8Array(400000)));
  expect(pyramid.levelFor(96).width).toBe(125);
  expect(pyramid.levelFor(500).width).toBe(500);
  expect(pyramid.levelFor(501).width).toBe(1000);
  expect(pyramid.levelFor(5000).width).toBe(1000);
});
