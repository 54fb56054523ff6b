import { expect, test } from 'vitest';
import { numberDensely } from './number-densely';

test('numbers close up and keep their order', () => {
  const labels = Uint16Array.of(0, 7, 7, 65533, 2, 65534, 0, 65533);
  expect([...numberDensely(labels)]).toEqual([0, 2, 2, 3, 1, 4, 0, 3]);
});

test('numbers without gaps stay, and so does an empty labelmap', () => {
  expect([...numberDensely(Uint16Array.of(3, 0, 1, 2))]).toEqual([3, 0, 1, 2]);
  expect([...numberDensely(new Uint16Array(4))]).toEqual([0, 0, 0, 0]);
});
