import { expect, test } from 'vitest';
import { formatArea } from './format-area';

const spacing = (mm: number) => ({ xMm: mm, yMm: mm, source: 'file' as const });

test('without a known pixel size an area has no physical unit', () => {
  expect(formatArea(1000, null)).toBeNull();
});

test('a lesion is written in square millimetres', () => {
  expect(formatArea(100_000, spacing(0.02))).toBe('40 mm²');
  expect(formatArea(123_456, spacing(0.02))).toBe('49.4 mm²');
});

test('a nucleus at 40× is written in square micrometres', () => {
  expect(formatArea(800, spacing(0.00025))).toBe('50 µm²');
});

test('pixels need not be square', () => {
  expect(formatArea(10, { xMm: 0.5, yMm: 0.2, source: 'person' })).toBe('1 mm²');
});

test('an empty mask has an area of zero', () => {
  expect(formatArea(0, spacing(0.02))).toBe('0 µm²');
});
