import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import type { Raster, Size } from '@/core/types';
import { labelsOf } from '@/testing/ascii';
import { depthInside, encodeOverlay, type OverlayStyle } from './overlay-png';

function greyRaster({ width, height }: Size, value: number): Raster {
  const data = new Uint8Array(width * height).fill(value);
  return { width, height, channels: 1, bits: 8, data, window: null, spacing: null };
}

const RED_AND_GREEN: OverlayStyle = {
  palette: [
    [255, 0, 0],
    [0, 255, 0],
  ],
  fillOpacity: 0.25,
  contourPx: 1,
  isHatched: false,
  window: null,
};

/** The overlay on a grey of 100: letters for colours, small ones for fills, a point for the picture. */
async function drawn(art: string, style: OverlayStyle): Promise<string[]> {
  const { size, data } = labelsOf(art);
  const png = decode(await (await encodeOverlay(greyRaster(size, 100), data, style)).arrayBuffer());
  const names: Record<string, string> = {
    '100,100,100': '.',
    '255,0,0': 'R', // outline of the first
    '139,75,75': 'r', // its fill: a quarter of the way to red
    '0,255,0': 'G',
    '75,139,75': 'g',
  };
  return Array.from({ length: size.height }, (_, y) =>
    Array.from({ length: size.width }, (_, x) => {
      const at = 3 * (y * size.width + x);
      return names[`${png.data.subarray(at, at + 3)}`] ?? '?';
    }).join(''),
  );
}

const TWO = `
    . . . . . . . .
    . 1 1 1 1 1 1 .
    . 1 1 1 1 1 1 .
    . 1 1 1 2 2 2 2
    . 1 1 1 2 2 2 2
    . 1 1 1 2 2 2 2
    . . . . . . . .
  `;

test('objects are filled and outlined in their colours, the rest stays as it is', async () => {
  // The second object runs into the image border: no outline there.
  expect(await drawn(TWO, RED_AND_GREEN)).toEqual([
    '........',
    '.RRRRRR.',
    '.RrrRRR.',
    '.RrRGGGG',
    '.RrRGggg',
    '.RRRGGGG',
    '........',
  ]);
});

test('outlines alone leave the inside as it is', async () => {
  expect(await drawn(TWO, { ...RED_AND_GREEN, fillOpacity: 0 })).toEqual([
    '........',
    '.RRRRRR.',
    '.R..RRR.',
    '.R.RGGGG',
    '.R.RG...',
    '.RRRGGGG',
    '........',
  ]);
});

test('hatched objects have diagonal stripes between their outlines', async () => {
  const full = Array.from({ length: 9 }, () => '1'.repeat(10)).join('\n');
  const hatched = { ...RED_AND_GREEN, isHatched: true };
  expect(await drawn(full, hatched)).toEqual([
    'r...r...r.',
    '...r...r..',
    '..r...r...',
    '.r...r...r',
    'r...r...r.',
    '...r...r..',
    '..r...r...',
    '.r...r...r',
    'r...r...r.',
  ]);
  expect((await drawn(TWO, hatched))[3]).toBe('.R.RGGGG');
  expect((await drawn(full, { ...hatched, contourPx: 2 })).slice(0, 3)).toEqual([
    'rr......rr',
    'r......rr.',
    '......rr..',
  ]);
});

test('a picture of 16 bits is shown through the window that the person chose', async () => {
  const data = Uint16Array.of(0, 1000, 2000, 3000);
  const raster: Raster = {
    width: 4,
    height: 1,
    channels: 1,
    bits: 16,
    data,
    window: { low: 0, high: 65535 },
    spacing: null,
  };
  const window = { low: 1000, high: 3000 };
  const blob = await encodeOverlay(raster, new Uint16Array(4), { ...RED_AND_GREEN, window });
  const shown = decode(await blob.arrayBuffer()).data;
  expect([0, 3, 6, 9].map((at) => shown[at])).toEqual([0, 0, 128, 255]);
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
