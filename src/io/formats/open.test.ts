import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { NamedError } from '@/core/errors';
import { openImage } from './open';

// Files that are refused before, or decoded without, the browser's decoders.
const fixture = async (name: string) => new Blob([await readFile(`e2e/fixtures/files/${name}`)]);

async function refusal(file: Blob, name = 'x'): Promise<NamedError> {
  const error = await openImage(file, name).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(NamedError);
  return error as NamedError;
}

test.each([
  ['empty.png', 'FileEmpty'],
  ['text.png', 'FileUnsupported'],
  ['dicom.dcm', 'FileUnsupported'],
  ['truncated.png', 'FileTruncated'],
  ['truncated.jpg', 'FileTruncated'],
  ['truncated.webp', 'FileTruncated'],
  ['truncated.bmp', 'FileTruncated'],
  ['truncated.gif', 'FileTruncated'],
  ['truncated.avif', 'FileTruncated'],
  ['flipped-bit.png', 'FileDamaged'],
  ['one-pixel.png', 'ImageTooSmall'],
  ['too-narrow.png', 'ImageTooSmall'],
  ['bomb.png', 'ImageTooLarge'],
])('%s is refused with %s, naming the file', async (name, error) => {
  const refused = await refusal(await fixture(name), name);
  expect(refused.name).toBe(error);
  expect(refused.values).toMatchObject({ file: name });
});

test('a file that is something else says what it is', async () => {
  expect((await refusal(await fixture('dicom.dcm'))).values).toMatchObject({ looksLike: 'DICOM' });
});

test('a picture that is too large tells its size and the limit', async () => {
  expect((await refusal(await fixture('bomb.png'))).values).toMatchObject({
    width: 60000,
    height: 60000,
    maxSidePx: 16384,
    maxMegapixels: 72,
  });
});

test.each(['rgb.png', 'orientation-1.jpg', 'progressive.jpg', 'lossless.webp', 'picture.bmp'])(
  '%s is never taken for whole, wherever it is cut',
  async (name) => {
    const whole = await fixture(name);
    // What lacks its end marker alone is shown, and says so: tested beside each format.
    for (let length = 0; length < whole.size - 12; length += Math.ceil(whole.size / 97)) {
      const refused = await refusal(whole.slice(0, length));
      expect(['FileEmpty', 'FileTruncated', 'FileUnsupported'], `${length} bytes`).toContain(
        refused.name,
      );
    }
  },
);

test('a PNG named .jpg opens as the PNG it is', async () => {
  const { format, raster } = await openImage(await fixture('really-png.jpg'), 'really-png.jpg');
  expect(format).toBe('png');
  expect(raster).toMatchObject({ width: 48, height: 40, channels: 3, bits: 8 });
});

test('the smallest picture that is segmented, 32 × 32, opens', async () => {
  const { raster } = await openImage(await fixture('smallest.png'), 'smallest.png');
  expect(raster).toMatchObject({ width: 32, height: 32, channels: 1 });
});

test('a file that vanished since it was chosen is unreadable, not damaged', async () => {
  const vanished = {
    size: 1000,
    slice: () => vanished,
    arrayBuffer: () =>
      Promise.reject(new DOMException('A requested file could not be found', 'NotReadableError')),
  } as unknown as Blob;
  expect((await refusal(vanished)).name).toBe('FileUnreadable');
});
