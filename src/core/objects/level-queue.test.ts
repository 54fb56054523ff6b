import { expect, test } from 'vitest';
import { randomSequence } from '@/testing/ascii';
import { LevelQueue } from './level-queue';

test('each level is a queue of its own, however pushes and shifts mix', () => {
  const queue = new LevelQueue();
  const reference: number[][] = Array.from({ length: 256 }, () => []);
  const random = randomSequence(3);
  for (let item = 0; item < 300_000; item++) {
    const level = Math.floor(random() ** 3 * 256);
    queue.push(level, item);
    reference[level]?.push(item);
    if (item % 50_000 < 45_000) continue;
    for (let n = 0; n < 10; n++) {
      const from = Math.floor(random() ** 3 * 256);
      const expected = reference[from]?.shift() ?? -1;
      if (queue.shift(from) !== expected) expect.fail(`item ${expected} out of turn`);
    }
  }
  for (let level = 0; level < 256; level++) {
    const rest: number[] = [];
    for (let item = queue.shift(level); item >= 0; item = queue.shift(level)) rest.push(item);
    expect(rest).toEqual(reference[level]);
  }
});
