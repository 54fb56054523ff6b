import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Raster } from '@/core/types';
import { resampleRegion, squash, stretch, windowTable } from './resize';

// Written by scripts/oracles/make_resize_golden.py from Pillow.
const golden = JSON.parse(
  readFileSync(new URL('../golden/resize.json', import.meta.url), 'utf8'),
) as {
  width: number;
  height: number;
  rgb: number[];
  cases: { width: number; height: number; planes: number[] }[];
};

const colour: Raster = {
  width: golden.width,
  height: golden.height,
  channels: 3,
  bits: 8,
  data: Uint8Array.from(golden.rgb),
  window: null,
  spacing: null,
};

function grey(width: number, height: number, values: number[]): Raster {
  const data = Uint8Array.from(values);
  return { width, height, channels: 1, bits: 8, data, window: null, spacing: null };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++)
    largest = Math.max(largest, Math.abs((a[i] as number) - (b[i] as number)));
  return largest;
}

/** Columns x … of row y of the first plane. */
const rowOf = (planes: Float32Array, width: number, y: number) => [
  ...planes.subarray(y * width, (y + 1) * width),
];

describe('resampleRegion', () => {
  test.each(golden.cases)('agrees with Pillow at $width × $height', ({ width, height, planes }) => {
    const got = resampleRegion(colour, { width, height }, { x: 0, y: 0, width, height });
    expect(largestDifference(got, planes)).toBeLessThan(1e-3);
  });

  test.each([
    { width: 11, height: 9 },
    { width: 23, height: 17 },
    { width: 37, height: 40 },
  ])('of a tile is the crop of the whole picture at $width × $height', (scaled) => {
    const whole = resampleRegion(colour, scaled, { x: 0, y: 0, ...scaled });
    const rect = { x: 3, y: 4, width: 6, height: 5 };
    const tile = resampleRegion(colour, scaled, rect);
    const crop = Array.from({ length: tile.length }, (_, i) => {
      const plane = Math.floor(i / 30);
      const y = Math.floor((i % 30) / 6) + rect.y;
      return whole[(plane * scaled.height + y) * scaled.width + (i % 6) + rect.x] as number;
    });
    expect([...tile]).toEqual(crop);
  });

  test('reflects beyond the right and bottom edge without repeating the edge', () => {
    const picture = grey(3, 2, [1, 2, 3, 4, 5, 6]);
    const got = resampleRegion(picture, picture, { x: 0, y: 0, width: 5, height: 3 });
    expect(rowOf(got, 5, 0)).toEqual([1, 2, 3, 2, 1]);
    expect(rowOf(got, 5, 1)).toEqual([4, 5, 6, 5, 4]);
    expect(rowOf(got, 5, 2)).toEqual([1, 2, 3, 2, 1]);
  });

  test('reflects columns that the rectangle itself does not cover', () => {
    const picture = grey(4, 1, [1, 2, 3, 4]);
    const got = resampleRegion(picture, picture, { x: 2, y: 0, width: 5, height: 1 });
    expect(rowOf(got, 5, 0)).toEqual([3, 4, 3, 2, 1]);
  });

  test('repeats the edges where one side is too short to reflect', () => {
    const picture = grey(3, 2, [1, 2, 3, 4, 5, 6]);
    const got = resampleRegion(picture, picture, { x: 0, y: 0, width: 4, height: 4 });
    expect(rowOf(got, 4, 1)).toEqual([4, 5, 6, 6]);
    expect(rowOf(got, 4, 3)).toEqual([4, 5, 6, 6]);
  });

  test('repeats a grey picture in all three planes', () => {
    const got = squash(grey(2, 1, [10, 30]), 1);
    expect([...got]).toEqual([20, 20, 20]);
  });

  test('shows a 16-bit picture through its window', () => {
    const raster: Raster = {
      ...grey(4, 1, []),
      bits: 16,
      data: Uint16Array.of(900, 1000, 1250, 4000),
      window: { low: 1000, high: 1500 },
    };
    const got = resampleRegion(raster, raster, { x: 0, y: 0, width: 4, height: 1 });
    expect(rowOf(got, 4, 0)).toEqual([0, 0, 127.5, 255]);
  });

  test('refuses a rectangle that starts outside the picture', () => {
    const start = { x: 23, y: 0, width: 4, height: 4 };
    expect(() => resampleRegion(colour, colour, start)).toThrow('outside 23 × 17');
  });
});

test('windowTable of an empty window is a step, not a division by zero', () => {
  const table = windowTable({ low: 7, high: 7 });
  expect([table[6], table[7], table[8]]).toEqual([0, 0, 255]);
});

test('stretch puts half-pixel centres where they belong and holds the edges', () => {
  const got = stretch(Float32Array.of(0, 4), { width: 2, height: 1 }, { width: 4, height: 1 });
  expect([...got]).toEqual([0, 1, 3, 4]); // centres at −0.25, 0.25, 0.75 and 1.25 of the source
});

test('stretch by any factor keeps a plane of constant slope away from the edges', () => {
  const from = { width: 5, height: 3 };
  const to = { width: 12, height: 7 };
  const slope = Float32Array.from({ length: 15 }, (_, i) => 2 * (i % 5) + 3 * Math.floor(i / 5));
  const got = stretch(slope, from, to);
  for (const [x, y] of [
    [2, 2],
    [6, 3],
    [9, 4],
  ] as const) {
    const sx = ((x + 0.5) * 5) / 12 - 0.5;
    const sy = ((y + 0.5) * 3) / 7 - 0.5;
    expect(got[y * 12 + x]).toBeCloseTo(2 * sx + 3 * sy, 5);
  }
});
