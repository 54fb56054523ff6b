import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import type { Raster } from '@/core/types';
import { displayTile, readRgb, thumbnail } from './display';
import { Pyramid } from './pyramid';

function colourRaster(width: number, height: number): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++)
    data.set([i % width, Math.floor(i / width), (i * 7) % 256], 3 * i);
  return { width, height, channels: 3, bits: 8, data, window: null, spacing: null };
}

const deep: Raster = {
  width: 4,
  height: 1,
  channels: 1,
  bits: 16,
  data: Uint16Array.of(900, 1000, 1500, 3000),
  window: { low: 1000, high: 2000 },
  spacing: null,
};

test('tiles at the edge hold what is left, opaque and in place', () => {
  const pyramid = new Pyramid(colourRaster(600, 530));
  const { width, height, rgba } = displayTile(pyramid, 0, 1, 1, null);
  expect([width, height]).toEqual([600 - 512, 530 - 512]);
  const at = 513 * 600 + 514; // one down, two right of the tile's corner
  expect([...rgba.subarray(4 * (width + 2), 4 * (width + 2) + 4)]).toEqual([
    514 % 256,
    513 % 256,
    (at * 7) % 256,
    255,
  ]);
});

test('a tile outside the picture is refused', () => {
  const pyramid = new Pyramid(colourRaster(600, 530));
  expect(() => displayTile(pyramid, 0, 2, 0, null)).toThrow(RangeError);
  expect(() => displayTile(pyramid, 1, 1, 0, null)).toThrow(RangeError);
});

test('16 bits are shown through the window asked for, else through their own', () => {
  const reds = (rgba: Uint8ClampedArray) => [rgba[0], rgba[4], rgba[8], rgba[12]];
  const pyramid = new Pyramid(deep);
  expect(reds(displayTile(pyramid, 0, 0, 0, null).rgba)).toEqual([0, 0, 128, 255]);
  const other = { low: 900, high: 3000 };
  expect(reds(displayTile(pyramid, 0, 0, 0, other).rgba)).toEqual([0, 12, 73, 255]);
  expect(reds(displayTile(pyramid, 0, 0, 0, null).rgba)).toEqual([0, 0, 128, 255]);
});

test('grey is read as three equal channels, a rectangle from its place', () => {
  expect([...readRgb(new Pyramid(deep), { x: 2, y: 0, width: 2, height: 1 })]).toEqual([
    128, 128, 128, 255, 255, 255,
  ]);
  const colour = new Pyramid(colourRaster(20, 10));
  expect([...readRgb(colour, { x: 3, y: 4, width: 1, height: 2 })]).toEqual([
    3,
    4,
    (83 * 7) % 256,
    3,
    5,
    (103 * 7) % 256,
  ]);
});

test('a preview keeps the proportions and the colours', async () => {
  const flat = colourRaster(1200, 600);
  for (let i = 0; i < flat.data.length; i += 3)
    flat.data.set(i % 3600 < 1800 ? [200, 30, 60] : [20, 90, 240], i);
  const png = decode(await (await thumbnail(new Pyramid(flat), 96)).arrayBuffer());
  expect(png).toMatchObject({ width: 96, height: 48, channels: 3 });
  expect([...png.data.subarray(0, 3)]).toEqual([200, 30, 60]);
  expect([...png.data.subarray(-3)]).toEqual([20, 90, 240]);
});

test('a preview of a small picture is not enlarged', async () => {
  const png = decode(await (await thumbnail(new Pyramid(colourRaster(40, 32)), 96)).arrayBuffer());
  expect(png).toMatchObject({ width: 40, height: 32 });
  expect([...png.data.subarray(3, 6)]).toEqual([1, 0, 7]);
});
