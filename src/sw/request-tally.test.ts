import { expect, test } from 'vitest';
import { createTally } from './request-tally';

test('counts by kind and destination, and the bytes of bodies', () => {
  const tally = createTally('run', 5);
  tally.count('script', 'device');
  tally.count('script', 'device');
  tally.count('script', 'server');
  tally.count('', 'server', 12);
  tally.count('', 'refused');
  expect(tally.read()).toEqual({
    run: 'run',
    since: 5,
    kinds: {
      script: { device: 2, server: 1, refused: 0, sentBytes: 0 },
      data: { device: 0, server: 1, refused: 1, sentBytes: 12 },
    },
  });
});

test('what was read does not change with later requests', () => {
  const tally = createTally('run', 5);
  tally.count('image', 'device');
  const before = tally.read();
  tally.count('image', 'device');
  expect(before.kinds.image?.device).toBe(1);
});
