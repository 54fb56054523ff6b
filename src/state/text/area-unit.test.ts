import { expect, test } from 'vitest';
import { areaIn, areaUnit } from './area-unit';

const at40x = { xMm: 0.00025, yMm: 0.00025, source: 'person' } as const;

test('nuclei share square micrometres, even one that is a speck', () => {
  const unit = areaUnit(800, at40x);
  expect(unit?.name).toBe('um2');
  expect(unit && areaIn(unit, 800)).toBe('50');
  expect(unit && areaIn(unit, 1)).toBe('0.0625');
});

test('lesions share square millimetres', () => {
  const unit = areaUnit(100_000, { xMm: 0.02, yMm: 0.02, source: 'file' });
  expect(unit?.name).toBe('mm2');
  expect(unit && areaIn(unit, 100_000)).toBe('40');
});

test('without a known pixel size there is no unit', () => {
  expect(areaUnit(800, null)).toBeNull();
});
