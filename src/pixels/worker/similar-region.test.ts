import { expect, test } from 'vitest';
import type { Raster } from '@/core/types';
import { draw, drawing, rows } from '@/testing/ascii';
import { similarRegion } from './similar-region';

const { size, values } = drawing(`
  1 1 1 1 1 1 1
  1 5 5 5 1 5 1
  1 5 5 5 5 1 1
  1 5 5 6 1 1 1
  1 1 1 1 1 1 1
`);
const base = { ...size, window: null, spacing: null };
const grey: Raster = {
  ...base,
  channels: 1,
  bits: 8,
  data: Uint8Array.from(values, (value) => value * 20),
};
const colour: Raster = {
  ...base,
  channels: 3,
  bits: 8,
  data: Uint8Array.from(values.flatMap((value) => [value * 20, value * 20, value * 20])),
};
const deep: Raster = {
  ...base,
  channels: 1,
  bits: 16,
  data: Uint16Array.from(values, (value) => 1000 + value * 20),
  window: { low: 1000, high: 1255 },
};

const REGION = rows(`
  1 1 1 .
  1 1 1 1
  1 1 1 .
`);

// 80 grey levels are an RGB distance of 139.
test.each([
  ['grey', grey],
  ['colour', colour],
  ['16-bit', deep],
])('the same region is found in a %s picture, cropped to its bounds', (_, raster) => {
  const found = similarRegion(raster, { x: 2.5, y: 2.5 }, 100);
  expect(found?.rect).toEqual({ x: 1, y: 1, width: 4, height: 3 });
  expect(draw(found?.rect ?? size, found?.mask ?? [])).toEqual(REGION);
});

test('a point beside the picture has no region', () => {
  expect(similarRegion(grey, { x: -1, y: 0 }, 100)).toBeNull();
});
