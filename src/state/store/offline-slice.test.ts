import { expect, test } from 'vitest';
import { countedSince, selectIsSafeToReload, sumTallies } from './offline-slice';
import { addTally, type State, useStore } from './store';

const row = (device: number, server: number, refused = 0, sentBytes = 0) => ({
  device,
  server,
  refused,
  sentBytes,
});

test('counts of all runs of the service worker are added up, the most frequent kind first', () => {
  const rows = sumTallies({
    first: { run: 'first', since: 3, kinds: { script: row(1, 2), image: row(0, 1) } },
    second: { run: 'second', since: 7, kinds: { script: row(3, 0, 1, 5), data: row(9, 0) } },
  });
  expect(rows).toEqual([
    { kind: 'data', ...row(9, 0) },
    { kind: 'script', ...row(4, 2, 1, 5) },
    { kind: 'image', ...row(0, 1) },
  ]);
});

test('a newer count of the same run replaces the older one, and the oldest run says since when', () => {
  expect(countedSince(useStore.getState().tallies)).toBeNull();
  addTally({ run: 'a', since: 7, kinds: { script: row(1, 0) } });
  addTally({ run: 'a', since: 7, kinds: { script: row(2, 0) } });
  addTally({ run: 'b', since: 9, kinds: {} });
  expect(countedSince(useStore.getState().tallies)).toBe(7);
  expect(sumTallies(useStore.getState().tallies)).toEqual([{ kind: 'script', ...row(2, 0) }]);
});

const order = ['a'];
const state = (change: Partial<State>): State => ({ ...useStore.getState(), ...change });

test.each([
  ['there is no work', { order: [], saveState: 'failed' }, true],
  ['everything is saved', { order, saveState: 'saved', unsavedIds: [] }, true],
  ['an image cannot be saved', { order, saveState: 'saved', unsavedIds: ['x'] }, false],
  ['a change is on its way', { order, saveState: 'saving' }, false],
  ['saving failed', { order, saveState: 'failed' }, false],
  ['nothing is kept by wish', { order, saveState: 'off' }, false],
] as const)('reloading when %s: safe is %o', (_, change, isSafe) => {
  expect(selectIsSafeToReload(state(change))).toBe(isSafe);
});
