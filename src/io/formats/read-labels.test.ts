import { readFile } from 'node:fs/promises';
import { encode, type PngDataArray } from 'fast-png';
import { expect, test } from 'vitest';
import { readLabels } from './read-labels';

const SIZE = { width: 48, height: 40 };
const fixture = async (name: string) => new Blob([await readFile(`e2e/fixtures/files/${name}`)]);
const read = async (name: string) => readLabels(await fixture(name), name, SIZE);

/** Labels of a grey or colour picture whose pixels another library has written. */
async function readPixels(data: PngDataArray, channels = 1, depth: 8 | 16 = 8) {
  const png = encode({ ...SIZE, data, channels, depth });
  return readLabels(new Blob([png as Uint8Array<ArrayBuffer>]), 'labels.png', SIZE);
}

const each = (value: (x: number, y: number) => number): number[] =>
  Array.from({ length: 48 * 40 }, (_, i) => value(i % 48, Math.floor(i / 48)));

test('a mask of 0 and 255 becomes label 1', async () => {
  const disc = each((x, y) => ((x - 20) ** 2 + (y - 15) ** 2 < 100 ? 1 : 0));
  expect([...(await read('mask.png'))]).toEqual(disc);
});

test('16-bit grey holds labels as they are', async () => {
  const blocks = each((x, y) => 300 * Math.floor(x / 16) + Math.floor(y / 20));
  expect([...(await read('labels-16.png'))]).toEqual(blocks);
});

test('palette indices are labels, whatever their colours', async () => {
  expect([...(await read('labels-palette.png'))]).toEqual(each((x) => Math.floor(x / 12)));
});

test('8-bit grey of several values holds labels', async () => {
  const data = each((x) => x % 7);
  expect([...(await readPixels(Uint8Array.from(data)))]).toEqual(data);
});

test('a mask with soft edges is a mask, not hundreds of labels', async () => {
  const edge = (x: number) => Math.max(0, Math.min(255, 40 * (x - 20)));
  const labels = await readPixels(Uint8Array.from(each(edge)));
  expect([...labels]).toEqual(each((x) => (edge(x) >= 128 ? 1 : 0)));
});

test('a mask of 0 and 1 is label 1, an empty one none', async () => {
  const stripes = each((x) => x % 2);
  expect([...(await readPixels(Uint8Array.from(stripes)))]).toEqual(stripes);
  expect((await readPixels(new Uint8Array(48 * 40))).every((label) => label === 0)).toBe(true);
});

test('transparent pixels are background', async () => {
  const rgba = each((x) => x).flatMap((x) => [255, 255, 255, x < 10 ? 255 : 0]);
  expect([...(await readPixels(Uint8Array.from(rgba), 4))]).toEqual(each((x) => (x < 10 ? 1 : 0)));
});

test('a picture in colour is no mask', async () => {
  await expect(read('rgb.png')).rejects.toMatchObject({
    name: 'FileUnsupported',
    values: { looksLike: 'colour picture' },
  });
});

test('a mask of another size is refused with both sizes', async () => {
  const other = readLabels(await fixture('mask.png'), 'mask.png', { width: 40, height: 48 });
  await expect(other).rejects.toMatchObject({
    name: 'MaskSizeMismatch',
    values: { file: 'mask.png', width: 48, height: 40, imageWidth: 40, imageHeight: 48 },
  });
});
