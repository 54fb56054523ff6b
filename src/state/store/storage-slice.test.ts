import { expect, test } from 'vitest';
import { isNearlyFull } from './storage-slice';

test.each([
  ['most of a large quota is free', 10e9, 100e9, false],
  ['four fifths are used', 81e9, 100e9, true],
  ['a few large images would fill what is left of a small quota', 150e6, 300e6, true],
  ['the browser has not said', null, null, false],
])('when %s', (_, usedBytes, quotaBytes, isDue) => {
  expect(isNearlyFull({ usedBytes, quotaBytes })).toBe(isDue);
});
