import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readJpegStructure } from './jpeg-structure';

const bytesOf = async (name: string) =>
  new Uint8Array(await readFile(`e2e/fixtures/files/${name}`));

test('a JPEG without its end marker is whole when every unit of its data is there', async () => {
  const structure = readJpegStructure(await bytesOf('no-end-marker.jpg'), 'x');
  expect(structure).toEqual({
    size: { width: 64, height: 48 },
    isEndMissing: true,
    isPadded: false,
  });
});

test.each(['orientation-1.jpg', 'grey.jpg', 'cmyk.jpg'])(
  '%s cut anywhere before its last unit is truncated',
  async (name) => {
    const whole = await bytesOf(name);
    const structure = readJpegStructure(whole, name);
    expect(structure.isEndMissing).toBe(false);
    expect(readJpegStructure(whole.slice(0, -2), name).isEndMissing).toBe(true);
    for (let length = 3; length < whole.length - 4; length++)
      expect(() => readJpegStructure(whole.slice(0, length), name), `${length} bytes`).toThrow(
        expect.objectContaining({ name: 'FileTruncated' }),
      );
  },
);

test('of a progressive JPEG nobody knows whether the last scan is whole: it wants its end marker', async () => {
  const whole = await bytesOf('progressive.jpg');
  expect(() => readJpegStructure(whole.slice(0, -2), 'x')).toThrow(/end marker/);
});

test('zeros between two segments are skipped, and that is said', async () => {
  const structure = readJpegStructure(await bytesOf('padded.jpg'), 'x');
  expect(structure).toEqual({
    size: { width: 64, height: 48 },
    isEndMissing: false,
    isPadded: true,
  });
});
