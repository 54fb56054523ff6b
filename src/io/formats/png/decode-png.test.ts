import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodePng, decodePngStored } from './decode-png';
import { readPngChunks } from './png-chunks';

// The pictures and the formulas of their pixels are those of scripts/make-fixtures.py.
const WIDTH = 48;
const HEIGHT = 40;
const colour = (x: number, y: number) => [5 * x, 6 * y, (x * y) % 256] as const;
const overWhite = (value: number, alpha: number) => 255 + ((value - 255) * alpha) / 255;

const fixture = async (name: string) => {
  const bytes = await readFile(`e2e/fixtures/files/${name}`);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};
const stored = async (name: string) =>
  decodePngStored(readPngChunks(await fixture(name), name), name);
const decode = async (name: string) => decodePng(await fixture(name), name);

function expectPixels(
  raster: Awaited<ReturnType<typeof decode>>,
  value: (x: number, y: number) => readonly number[],
  tolerance = 0,
): void {
  const { width, height, channels, data } = raster;
  expect(data.length).toBe(width * height * channels);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * channels;
      const expected = value(x, y);
      const found = [...data.subarray(at, at + channels)];
      const error = Math.max(...expected.map((v, c) => Math.abs(v - (found[c] ?? Number.NaN))));
      if (!(error <= tolerance))
        throw new Error(`pixel ${x}, ${y} is ${found}, expected ${expected}`);
    }
}

describe('every kind of PNG is decoded to the pixels that were written', () => {
  test.each(['rgb.png', 'interlaced.png'])('%s: 8-bit colour', async (name) => {
    const raster = await decode(name);
    expect(raster).toMatchObject({ width: WIDTH, height: HEIGHT, channels: 3, bits: 8 });
    expectPixels(raster, colour);
  });

  test.each(['grey.png', 'grey-as-rgb.png'])('%s: equal channels become one', async (name) => {
    const raster = await decode(name);
    expect(raster.channels).toBe(1);
    expectPixels(raster, (x, y) => [2 * x + 3 * y]);
  });

  test('16-bit grey keeps 16 bits, with a window that the pixels fill', async () => {
    const raster = await decode('grey-16.png');
    expect(raster).toMatchObject({ channels: 1, bits: 16 });
    expect(raster.data).toBeInstanceOf(Uint16Array);
    expectPixels(raster, (x, y) => [80 * x + y]);
    // 1920 pixels: the one lowest and the one highest are clipped.
    expect(raster.window).toEqual({ low: 1, high: 80 * 47 + 38 });
  });

  test('16-bit colour keeps its hues: the window is the full range', async () => {
    const raster = await decode('rgb-16.png');
    expect(raster).toMatchObject({ channels: 3, bits: 16, window: { low: 0, high: 65535 } });
    expectPixels(raster, (x, y) => [1000 * x, 1500 * y, 65535 - x * y]);
  });

  test('transparency shows white behind', async () => {
    const over = (values: readonly number[], alpha: number) =>
      values.map((value) => overWhite(value, alpha));
    expectPixels(await decode('alpha.png'), (x, y) => over(colour(x, y), 4 * x), 0.5);
    expectPixels(await decode('grey-alpha.png'), (x, y) => over([2 * x + 3 * y], 5 * y), 0.5);
    expectPixels(await decode('colour-key.png'), (x, y) =>
      `${colour(x, y)}` === `${colour(7, 9)}` ? [255, 255, 255] : colour(x, y),
    );
  });

  test('a palette becomes its colours, its transparent entry white', async () => {
    const palette = [
      [255, 0, 0],
      [0, 255, 0],
      [255, 255, 255],
      [10, 20, 30],
      [200, 100, 50],
      [0, 0, 0],
    ] as const;
    expectPixels(await decode('palette.png'), (x, y) => palette[(x + y) % 6] ?? []);
  });

  test('interlaced rows of 1-bit pixels that end inside a byte', async () => {
    const raster = await decode('interlaced-1-bit.png');
    expect(raster).toMatchObject({ width: 37, height: 33, channels: 1 });
    expectPixels(raster, (x, y) => [(x * x + y) % 3 === 0 ? 255 : 0]);
  });
});

test('indices of a palette are read as they are, not as colours', async () => {
  const { samples, perPixel } = await stored('labels-palette.png');
  expect(perPixel).toBe(1);
  expect([...samples.subarray(0, WIDTH)]).toEqual(
    Array.from({ length: WIDTH }, (_, x) => Math.floor(x / 12)),
  );
});

test('stored samples keep what is under transparent pixels, and all 16 bits', async () => {
  const alpha = await stored('alpha.png');
  expect([...alpha.samples.subarray(0, 4)]).toEqual([...colour(0, 0), 0]);
  const wide = await stored('rgb-16.png');
  expect([...wide.samples.subarray(3, 6)]).toEqual([1000, 0, 65535]);
});

test('dots per inch are for printing and give no spacing', async () => {
  expect((await decode('rgb.png')).spacing).toBeNull();
});

test('a picture whose data ends before its last row is damaged', async () => {
  const bytes = await fixture('grey.png');
  const taller = bytes.slice();
  new DataView(taller.buffer).setUint32(20, HEIGHT + 1);
  new DataView(taller.buffer).setUint32(29, crc32(taller.subarray(12, 29)));
  await expect(decodePng(taller, 'grey.png')).rejects.toMatchObject({ name: 'FileDamaged' });
});
