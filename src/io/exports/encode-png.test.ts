import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { encodeRgb } from './encode-png';
import { encodeLabels } from './labels-png';
import { encodeMask } from './mask-png';

// Another library reads back what we write.
const readBack = async (png: Blob) => decode(await png.arrayBuffer(), { checkCrc: true });

const size = { width: 37, height: 29 };
const labels = Uint16Array.from({ length: 37 * 29 }, (_, i) =>
  i % 5 === 0 ? 0 : (i * 97) % 65536,
);

test('a mask is 8-bit grey, 0 and 255', async () => {
  const png = await readBack(await encodeMask(size, labels));
  expect(png).toMatchObject({ ...size, channels: 1, depth: 8 });
  expect([...png.data]).toEqual(Array.from(labels, (label) => (label === 0 ? 0 : 255)));
});

test('labels up to 65535 come back from 16-bit grey', async () => {
  const own = labels.slice();
  own[7] = 65535;
  const png = await readBack(await encodeLabels(size, own));
  expect(png).toMatchObject({ ...size, channels: 1, depth: 16 });
  expect([...png.data]).toEqual([...own]);
});

test('colours come back exactly, also when they need many strips', async () => {
  const large = { width: 1100, height: 700 }; // 2.3 MB: three strips
  const value = (i: number) => (i * 31 + (i >> 9)) % 256;
  const png = await readBack(
    await encodeRgb(large, (y, row) => {
      for (let i = 0; i < row.length; i++) row[i] = value(y * row.length + i);
    }),
  );
  expect(png).toMatchObject({ ...large, channels: 3, depth: 8 });
  expect(png.data.every((found, i) => found === value(i))).toBe(true);
});

test('nothing but the pixels is written', async () => {
  const bytes = new Uint8Array(await (await encodeMask(size, labels)).arrayBuffer());
  const text = new TextDecoder('latin1').decode(bytes);
  const found = text.match(/IHDR|PLTE|IDAT|IEND|tEXt|iTXt|zTXt|eXIf|pHYs|tIME/g);
  expect([...new Set(found)]).toEqual(['IHDR', 'IDAT', 'IEND']);
});

test('an error while a row is made reaches the caller', async () => {
  const failing = encodeRgb(size, () => {
    throw new RangeError('no such row');
  });
  await expect(failing).rejects.toThrow('no such row');
});
