import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { labelsOf } from '@/core/ascii';
import type { Raster, Size } from '@/core/types';
import { depthInside, encodeOverlay } from './overlay';

function greyRaster({ width, height }: Size, value: number): Raster {
  const data = new Uint8Array(width * height).fill(value);
  return { width, height, channels: 1, bits: 8, data, window: null, spacing: null };
}

test('objects are filled and outlined in their colours, the rest stays as it is', async () => {
  const { size, data } = labelsOf(`
    . . . . . . . .
    . 1 1 1 1 1 1 .
    . 1 1 1 1 1 1 .
    . 1 1 1 2 2 2 2
    . 1 1 1 2 2 2 2
    . 1 1 1 2 2 2 2
    . . . . . . . .
  `);
  const style = {
    palette: [
      [255, 0, 0],
      [0, 255, 0],
    ] as const,
    fillOpacity: 0.25,
    contourPx: 1,
  };
  const png = decode(await (await encodeOverlay(greyRaster(size, 100), data, style)).arrayBuffer());
  const names: Record<string, string> = {
    '100,100,100': '.',
    '255,0,0': 'R', // outline of the first
    '139,75,75': 'r', // its fill: a quarter of the way to red
    '0,255,0': 'G',
    '75,139,75': 'g',
  };
  const lines = Array.from({ length: size.height }, (_, y) =>
    Array.from({ length: size.width }, (_, x) => {
      const at = 3 * (y * size.width + x);
      return names[`${png.data.subarray(at, at + 3)}`] ?? '?';
    }).join(''),
  );
  // The second object runs into the image border: no outline there.
  expect(lines).toEqual([
    '........',
    '.RRRRRR.',
    '.RrrRRR.',
    '.RrRGGGG',
    '.RrRGggg',
    '.RRRGGGG',
    '........',
  ]);
});

test('depth grows by about one pixel a step, measured to any other label', () => {
  const size = { width: 41, height: 41 };
  const labels = new Uint16Array(41 * 41).fill(5);
  labels[20 * 41 + 20] = 9;
  const depth = depthInside(size, labels);
  for (let y = 0; y < 41; y++)
    for (let x = 0; x < 41; x++) {
      const euclidean = Math.hypot(x - 20, y - 20);
      if (euclidean === 0) continue;
      const found = (depth[y * 41 + x] as number) / 3;
      expect(Math.abs(found - euclidean) / euclidean).toBeLessThan(0.081);
    }
});

test('the background has no depth and a full image is deep everywhere', () => {
  const size = { width: 6, height: 5 };
  expect(depthInside(size, new Uint16Array(30)).every((depth) => depth === 0)).toBe(true);
  expect(depthInside(size, new Uint16Array(30).fill(1)).every((depth) => depth === 255)).toBe(true);
});
