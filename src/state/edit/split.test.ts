import { beforeEach, expect, test } from 'vitest';
import { openNuclei, arraysOfNuclei as own, WIDTH } from '@/testing/nuclei';
import { splitAlong } from './split';

beforeEach(openNuclei);

test('a line across a nucleus leaves two objects that share no label', async () => {
  await splitAlong([
    { x: 20.5, y: -1 },
    { x: 20.5, y: 19 },
  ]);
  const left = own().reviewed[9 * WIDTH + 17];
  const right = own().reviewed[9 * WIDTH + 23];
  expect(own().reviewed[9 * WIDTH + 20]).toBe(0);
  expect(left).not.toBe(right);
  expect([left, right]).toContain(2);
  expect(own().reviewed[8 * WIDTH + 6]).toBe(1);
});
