import { expect, test } from 'vitest';
import type { ImageEntry } from './document-slice';
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

const images = [{} as ImageEntry];
const state = (change: Partial<State>): State => ({ ...useStore.getState(), ...change });

test.each([
  ['there is no work', { images: [], saveState: 'failed' }, true],
  ['everything is saved', { images, saveState: 'saved', unsavedIds: [] }, true],
  ['an image cannot be saved', { images, saveState: 'saved', unsavedIds: ['x'] }, false],
  ['a change is on its way', { images, saveState: 'saving' }, false],
  ['saving failed', { images, saveState: 'failed' }, false],
  ['nothing is kept by wish', { images, saveState: 'off' }, false],
] as const)('reloading when %s: safe is %o', (_, change, isSafe) => {
  expect(selectIsSafeToReload(state(change))).toBe(isSafe);
});
