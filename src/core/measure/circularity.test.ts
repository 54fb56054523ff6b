import { expect, test } from 'vitest';
import { circularity } from './circularity';

test('a circle has circularity one at any size', () => {
  for (const radius of [0.5, 3, 400]) {
    expect(circularity(Math.PI * radius ** 2, 2 * Math.PI * radius)).toBeCloseTo(1, 12);
  }
});

test('a square has π/4', () => {
  expect(circularity(49, 28)).toBeCloseTo(Math.PI / 4, 12);
});

test('a long rectangle is far from a circle', () => {
  expect(circularity(100, 202)).toBeLessThan(0.04);
});

test('what has no outline has none', () => {
  expect(circularity(0, 0)).toBe(0);
});
