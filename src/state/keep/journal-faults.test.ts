import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { deriveSettings } from '@/state/store/settings';
import { setStorage, useStore } from '@/state/store/store';
import { stubFreeLocks } from '@/testing/locks';
import {
  recordArrays,
  recordFacts,
  recordHistory,
  recordImage,
  recordRemoval,
  retrySaving,
  stopSaving,
  whenSaved,
} from './journal';
import { replay } from './kept-state';
import { closeLibrary, library } from './session';

stubFreeLocks();

const settings = deriveSettings('histology');

function open(imageId: string, addedAt: number): void {
  const file = new Blob([`pixels of ${imageId}`]);
  recordImage(imageId, { name: `${imageId}.png`, mimeType: 'image/png', addedAt }, file, {
    kind: 'opened',
    facts: { settings, note: '', decision: 'open' },
  });
}

function step(imageId: string, threshold: number): void {
  const after = { ...settings, threshold };
  const label = 'step.adjust';
  const made = { label, patch: null, settings: { before: settings, after } } as const;
  recordHistory(imageId, { kind: 'step', step: made });
}

/** A day's work in small pieces; each is what can be written at once. The last folds the records. */
const WORK: readonly (() => void)[] = [
  () => open('b', 2),
  () => step('b', 0.6),
  () => recordArrays('b', 'maps', async () => new Blob(['mask of b'])),
  () => recordHistory('b', { kind: 'undo' }),
  () => recordFacts('a', { note: 'blurred', decision: 'accepted' }),
  () => recordArrays('a', 'reference', async () => null),
  () => open('c', 3),
  () => recordRemoval('b'),
  () => {
    for (let i = 0; i < 8; i++) step('a', 0.5 + i / 100);
  },
];

/** What is on disk of every image, read back as after a crash. */
async function onDisk(): Promise<string> {
  const opened = await library();
  const images = [];
  for (const { id } of (await opened.list()).sort((x, y) => x.addedAt - y.addedAt)) {
    const image = await opened.read(id);
    if (!image) throw new Error(`${id} is listed and not there`);
    const { row, file, snapshot, records, maps } = image;
    const { state, problem } = replay(snapshot, row.snapshotSeq, records, row.seq);
    images.push([id, row.seq, await file?.text(), await maps?.text(), problem, state]);
  }
  return JSON.stringify(images);
}

async function newDevice(): Promise<void> {
  await stopSaving();
  await closeLibrary();
  globalThis.indexedDB = new IDBFactory();
  setStorage({ saveState: 'saved', storageMode: 'keep', saveFailure: null });
  open('a', 1);
  for (let i = 0; i < 195; i++) step('a', i / 1000); // the next few make a snapshot due
  await whenSaved();
}

type Failing = 'a request is refused' | 'the transaction is aborted';

/** From the n-th writing request on, all fail; counts them. */
function failFrom(n: number, how: Failing, name: string): { requests(): number } {
  let calls = 0;
  for (const method of ['put', 'add', 'delete'] as const) {
    const original = IDBObjectStore.prototype[method] as (...args: unknown[]) => unknown;
    vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (
      this: unknown,
      ...args: unknown[]
    ) {
      if (calls++ < n) return original.apply(this, args) as never;
      if (how === 'a request is refused') throw new DOMException('simulated', name);
      const request = original.apply(this, args);
      const { transaction } = this as { transaction: { _abort(name: string): void } };
      queueMicrotask(() => {
        if (Reflect.get(transaction, '_state') !== 'finished') transaction._abort(name);
      });
      return request as never;
    });
  }
  return { requests: () => calls };
}

beforeEach(newDevice);
afterEach(() => {
  vi.restoreAllMocks();
});

describe.each<[Failing, string, string]>([
  ['a request is refused', 'QuotaExceededError', 'StorageFull'],
  ['a request is refused', 'UnknownError', 'StorageFailed'],
  ['the transaction is aborted', 'QuotaExceededError', 'StorageFull'],
  ['the transaction is aborted', 'AbortError', 'StorageFailed'],
])('when %s with %s', (how, name, failure) => {
  test('at whichever write: nothing acknowledged is lost, it is said, and all is written later', async () => {
    // Without failures: what must be on disk after each piece.
    const counting = failFrom(Number.POSITIVE_INFINITY, how, name);
    const expected = [await onDisk()];
    const requestsBefore = [0];
    for (const piece of WORK) {
      piece();
      await whenSaved();
      expected.push(await onDisk());
      requestsBefore.push(counting.requests());
    }
    const requests = counting.requests();
    expect(requests).toBeGreaterThan(30);

    for (let n = 0; n < requests; n++) {
      vi.restoreAllMocks();
      await newDevice();
      failFrom(n, how, name);
      let acknowledged = 0;
      for (const [i, piece] of WORK.entries()) {
        piece();
        await whenSaved().catch(() => {});
        if (useStore.getState().saveState === 'saved') acknowledged = i + 1;
      }
      expect(acknowledged).toBe(requestsBefore.findLastIndex((before) => before <= n));
      expect(useStore.getState()).toMatchObject({
        saveState: 'failed',
        saveFailure: { name: failure },
      });
      const kept = await onDisk();
      expect([expected[acknowledged], expected[acknowledged + 1]]).toContain(kept);

      vi.restoreAllMocks(); // room was made
      retrySaving();
      await whenSaved();
      expect(useStore.getState()).toMatchObject({ saveState: 'saved', saveFailure: null });
      expect(await onDisk()).toBe(expected.at(-1));
    }
  });
});

test('closing an image makes room for what waits, without being asked to try again', async () => {
  const { add } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: never, ...args) {
    if (Reflect.get(this, 'name') === 'images' && images >= 2)
      throw new DOMException('full', 'QuotaExceededError');
    return add.apply(this, args);
  });
  let images = 1;
  open('b', 2);
  await whenSaved();
  images = 2;
  open('c', 3);
  await expect(whenSaved()).rejects.toMatchObject({ name: 'StorageFailed' });
  images = 1;
  recordRemoval('b');
  await whenSaved();
  expect(useStore.getState()).toMatchObject({ saveState: 'saved', saveFailure: null });
  expect(JSON.parse(await onDisk()).map(([id]: [string]) => id)).toEqual(['a', 'c']);
});
