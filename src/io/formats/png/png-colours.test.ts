import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { decodePng } from './decode-png';

// Made by scripts/make-fixtures.py; `profiles.json` is what LittleCMS in Pillow makes of every 37th pixel.
const bytesOf = async (name: string) =>
  new Uint8Array(await readFile(`e2e/fixtures/files/${name}`));
const decode = async (name: string) => decodePng(await bytesOf(name), name);
const skin = (i: number) => {
  const [x, y] = [i % 48, Math.floor(i / 48)];
  return [90 + 3 * x, 60 + 3 * y, 40 + x + y];
};

async function oracle(name: string): Promise<number[][]> {
  return JSON.parse(await readFile('e2e/fixtures/files/profiles.json', 'utf8'))[name];
}

test.each(['display-p3.png', 'adobe-rgb.png', 'grey-gamma.png'])(
  '%s comes out in sRGB as another program converts it',
  async (name) => {
    const { data, channels, notes } = await decode(name);
    expect(notes).toEqual(['profile-applied']);
    let changed = 0;
    for (const [row, rgb] of (await oracle(name)).entries())
      for (let c = 0; c < channels; c++) {
        const found = data[37 * row * channels + c] as number;
        expect(Math.abs(found - (rgb[c] as number))).toBeLessThanOrEqual(1);
        if (Math.abs(found - (skin(37 * row)[c] as number)) > 3) changed++;
      }
    expect(changed).toBeGreaterThan(10);
  },
);

test('16 bits are converted as 16 bits', async () => {
  const { data, bits, notes } = await decode('adobe-rgb-16.png');
  expect([bits, notes]).toEqual([16, ['profile-applied']]);
  for (const [row, rgb] of (await oracle('adobe-rgb.png')).entries())
    for (let c = 0; c < 3; c++) {
      const found = (data[3 * 37 * row + c] as number) / 257;
      expect(Math.abs(found - (rgb[c] as number))).toBeLessThanOrEqual(1.5); // theirs is rounded
    }
  expect(data.some((value) => value % 257 !== 0)).toBe(true);
});

test('gamma and primaries, of PNG chunks instead of a profile, mean the same', async () => {
  const expected = await decode('display-p3.png');
  const cicp = await decode('cicp-p3.png');
  expect(cicp.notes).toEqual(['profile-applied']);
  expect(largestDifference(cicp.data, expected.data)).toBeLessThanOrEqual(1);
  const points = await decode('p3-points.png');
  expect(points.notes).toEqual(['profile-applied']);
  // A gamma of 2.2 is not quite the curve of sRGB.
  expect(largestDifference(points.data, expected.data)).toBeLessThanOrEqual(9);
  // Light 0.392 (100 of 255 at gamma 1) is the value 168 of sRGB.
  const { data } = await decode('gamma-1.png');
  const at = [...Array(48 * 40).keys()].findIndex((i) => skin(i)[1] === 99);
  expect(data[3 * at + 1]).toBe(167);
});

test('a profile that is sRGB leaves the stored values as they are', async () => {
  const { data, notes } = await decode('srgb-profile.png');
  expect(notes).toEqual([]);
  for (let i = 0; i < data.length; i++) expect(data[i]).toBe(skin(Math.floor(i / 3))[i % 3]);
});

test('a damaged profile is ignored, and that is said', async () => {
  const { data, notes } = await decode('damaged-profile.png');
  expect(notes).toEqual(['profile-ignored']);
  expect([...data.subarray(0, 3)]).toEqual(skin(0));
});

test('a mask keeps its stored values whatever its profile says', async () => {
  const bytes = await bytesOf('display-p3.png');
  const { data } = await decodePng(bytes, 'mask.png', 'black', 'stored');
  expect([...data.subarray(0, 3)]).toEqual(skin(0));
});

test('a PNG that its EXIF block turns is shown upright', async () => {
  const { width, height, data } = await decode('turned.png');
  expect([width, height]).toEqual([64, 48]);
  const at = (x: number, y: number) => [...data.subarray(3 * (y * 64 + x), 3 * (y * 64 + x) + 3)];
  expect([at(3, 3), at(60, 3), at(3, 44), at(60, 44)]).toEqual([
    [230, 30, 30],
    [30, 200, 30],
    [30, 30, 230],
    [230, 220, 40],
  ]);
});

test('a PNG without its end chunk has all its pixels, and that is said', async () => {
  const whole = await decode('rgb.png');
  const cut = await decode('no-end.png');
  expect(cut.data).toEqual(whole.data);
  expect(cut.notes).toEqual(['no-end-marker']);
});

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++)
    largest = Math.max(largest, Math.abs((a[i] as number) - (b[i] as number)));
  return largest;
}
