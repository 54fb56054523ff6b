import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readAvifSize } from './avif/avif-structure';
import { readBmpSize } from './bmp/bmp-structure';
import { readGifSize } from './gif/gif-structure';
import { readJpegSize } from './jpeg/jpeg-structure';
import { readPngHeader } from './png/png-chunks';
import { readWebpSize } from './webp/webp-structure';

const fixture = (name: string) => readFile(`e2e/fixtures/files/${name}`);

test.each([
  ['orientation-1.jpg', readJpegSize, 64, 48],
  ['orientation-6.jpg', readJpegSize, 48, 64], // as stored, before it is turned
  ['progressive.jpg', readJpegSize, 64, 48],
  ['cmyk.jpg', readJpegSize, 64, 48],
  ['lossless.webp', readWebpSize, 64, 48],
  ['lossy.webp', readWebpSize, 64, 48],
  ['picture.bmp', readBmpSize, 64, 48],
  ['picture.gif', readGifSize, 64, 48],
  ['picture.avif', readAvifSize, 64, 48],
  ['rgb.png', readPngHeader, 48, 40],
  ['bomb.png', readPngHeader, 60000, 60000],
] as const)('the size of %s is read without decoding it', async (name, readSize, width, height) => {
  expect(readSize(await fixture(name), name)).toMatchObject({ width, height });
});

test('a BMP with rows from top to bottom has a positive height', async () => {
  const bytes = await fixture('picture.bmp');
  bytes.writeInt32LE(-48, 22);
  expect(readBmpSize(bytes, 'bmp')).toEqual({ width: 64, height: 48 });
});

test('a lossless JPEG is named, not called damaged', async () => {
  const bytes = await fixture('orientation-1.jpg');
  bytes[bytes.indexOf(Buffer.from([0xff, 0xc0])) + 1] = 0xc3;
  expect(() => readJpegSize(bytes, 'x.jpg')).toThrow(/lossless/);
});
