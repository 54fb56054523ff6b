import { expect, test } from 'vitest';
import { formatHausdorff, formatLength, formatPixels } from './format-length';

const spacing = (xMm: number, yMm = xMm) => ({ xMm, yMm, source: 'file' as const });

test('without a known pixel size a length has no physical unit', () => {
  expect(formatLength(100, null)).toBeNull();
});

test('a lesion is measured in millimetres, a nucleus in micrometres', () => {
  expect(formatLength(500, spacing(0.02))).toBe('10 mm');
  expect(formatLength(40, spacing(0.00025))).toBe('10 µm');
});

test('no length is made up for pixels that are not square', () => {
  expect(formatLength(100, spacing(0.5, 0.25))).toBeNull();
});

test('two masks that coincide are nothing apart', () => {
  expect(formatPixels(0)).toBe('0 px');
});

test('lengths in pixels keep three digits', () => {
  expect(formatPixels(12.3456)).toBe('12.3 px');
  expect(formatPixels(1234.5)).toBe('1,235 px');
});

test('the distance to an empty mask is said in words, never as a number', () => {
  const { value, note } = formatHausdorff(Infinity, spacing(0.02));
  expect(value).toBe('one of the masks is empty');
  expect(note).toBeNull();
});

test('the distance between two masks is in pixels and millimetres', () => {
  expect(formatHausdorff(25, spacing(0.02))).toEqual({ value: '25 px', note: '0.5 mm' });
});
