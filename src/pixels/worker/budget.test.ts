import { expect, test } from 'vitest';
import { memoryBudget } from './budget';

test('a desktop keeps about 1.5 GB of pictures, however much more it has', () => {
  expect(memoryBudget(8).pictureBytes).toBeCloseTo(1.52e9);
  expect(memoryBudget(64)).toEqual(memoryBudget(8));
});

test('a small device keeps less, but always room for one large picture', () => {
  expect(memoryBudget(2).pictureBytes).toBeLessThan(memoryBudget(4).pictureBytes);
  expect(memoryBudget(0.5).pictureBytes).toBeGreaterThan(8192 * 8192 * 4);
});

test('a browser that tells nothing counts as a modest device', () => {
  expect(memoryBudget(undefined)).toEqual(memoryBudget(4));
});
