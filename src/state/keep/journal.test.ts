import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import type { KeptFacts } from '@/state/image/kept-parts';
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Step } from '@/state/history/history';
import { deriveSettings } from '@/state/store/settings';
import { setStorage, useStore } from '@/state/store/store';
import { readyImage } from '@/testing/image';
import { stubFreeLocks } from '@/testing/locks';
import {
  isKept,
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

const facts = {
  modality: 'auto',
  spacing: null,
  settings: deriveSettings('histology'),
  clicks: [],
  classes: {},
  nextLabel: 65534,
  decision: 'open',
  note: '',
} satisfies KeptFacts;
const stepTo = (threshold: number): Step => ({
  label: 'step.adjust',
  patch: null,
  settings: { before: facts.settings, after: { ...facts.settings, threshold } },
});

function open(imageId: string, file: Blob = new Blob(['picture'])): void {
  recordImage(imageId, { name: 'a.png', mimeType: 'image/png', addedAt: 1 }, file, {
    kind: 'opened',
    facts,
  });
}

async function keptState(imageId: string) {
  const image = await (await library()).read(imageId);
  if (!image) return null;
  const { snapshot, row, records } = image;
  return { row, ...replay(snapshot, row.snapshotSeq, records, row.seq), file: image.file };
}

/** Makes the next `times` writes to any store fail. */
function failWrites(name: string, times = Number.POSITIVE_INFINITY): void {
  let left = times;
  for (const method of ['put', 'add', 'delete'] as const) {
    const original = IDBObjectStore.prototype[method] as (...args: unknown[]) => unknown;
    vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (
      this: unknown,
      ...args: unknown[]
    ) {
      if (left-- > 0) throw new DOMException('simulated', name);
      return original.apply(this, args) as never;
    });
  }
}

beforeEach(async () => {
  vi.restoreAllMocks();
  stopSaving();
  await closeLibrary();
  globalThis.indexedDB = new IDBFactory();
  setStorage({
    saveState: 'saved',
    storageMode: 'keep',
    savedAt: null,
    savedChanges: 0,
    unsavedIds: [],
  });
  useStore.setState({ notices: [] });
});

afterEach(() => vi.restoreAllMocks());

describe('saving', () => {
  test('says saving until a change is on disk, then when it was', async () => {
    open('a');
    recordHistory('a', { kind: 'step', step: stepTo(0.6) });
    expect(useStore.getState().saveState).toBe('saving');
    await whenSaved();
    expect(useStore.getState()).toMatchObject({ saveState: 'saved', savedChanges: 2 });
    expect(useStore.getState().savedAt).toBeTypeOf('number');
    expect(await keptState('a')).toMatchObject({
      row: { seq: 2, changes: 1 },
      state: { facts: { settings: { threshold: 0.6 } }, stepsDone: 1 },
    });
  });

  test('keeps steps, undo, redo, decisions and notes of several images apart and in order', async () => {
    open('a');
    open('b');
    recordHistory('a', { kind: 'step', step: stepTo(0.6) });
    recordHistory('b', { kind: 'step', step: stepTo(0.7) });
    recordHistory('a', { kind: 'step', step: stepTo(0.8) });
    recordHistory('a', { kind: 'undo' });
    recordFacts('b', { decision: 'accepted' });
    recordFacts('b', { note: 'blurred border' });
    await whenSaved();
    expect(await keptState('a')).toMatchObject({
      row: { changes: 1 },
      state: { line: { done: 1 }, stepsDone: 1 },
    });
    expect(await keptState('b')).toMatchObject({
      row: { changes: 3 },
      state: {
        facts: { decision: 'accepted', note: 'blurred border', settings: { threshold: 0.7 } },
      },
    });
  });

  test('a held slider and a note being typed make few records while they wait', async () => {
    open('a');
    await whenSaved();
    recordHistory('a', { kind: 'step', step: stepTo(0.51) });
    for (let i = 52; i < 90; i++) recordHistory('a', { kind: 'amend', step: stepTo(i / 100) });
    for (const note of ['b', 'bl', 'blu', 'blurred']) recordFacts('a', { note });
    await whenSaved();
    expect(await keptState('a')).toMatchObject({
      row: { seq: 3 },
      state: { facts: { note: 'blurred', settings: { threshold: 0.89 } } },
    });
  });

  test('many records become a snapshot, and nothing of them is lost', async () => {
    open('a');
    for (let i = 0; i < 450; i++) {
      recordHistory('a', { kind: 'step', step: stepTo(i / 1000) });
      if (i % 90 === 0) await whenSaved();
    }
    recordHistory('a', { kind: 'undo' });
    await whenSaved();
    const image = await (await library()).read('a');
    expect(image?.row.seq).toBe(452);
    expect(image?.row.snapshotSeq).toBeGreaterThan(200);
    expect(image?.records[0]?.seq).toBe((image?.row.snapshotSeq ?? 0) + 1);
    expect(await keptState('a')).toMatchObject({
      problem: null,
      state: { stepsDone: 449, line: { done: 199 } },
    });
  });

  test('closing an image deletes what is kept of it', async () => {
    open('a');
    recordRemoval('a');
    await whenSaved();
    expect(await keptState('a')).toBeNull();
    expect(isKept('a')).toBe(false);
  });

  test('without keeping, nothing is stored: not even a database is made', async () => {
    setStorage({ storageMode: 'kiosk', saveState: 'off' });
    open('a');
    recordHistory('a', { kind: 'step', step: stepTo(0.6) });
    recordFacts('a', { note: 'x' });
    await whenSaved();
    expect(await indexedDB.databases()).toEqual([]);
    expect(useStore.getState().saveState).toBe('off');
  });
});

describe('when saving fails', () => {
  test('a full disk says so, keeps all changes in memory and writes them later in order', async () => {
    open('a');
    await whenSaved();
    failWrites('QuotaExceededError');
    recordHistory('a', { kind: 'step', step: stepTo(0.6) });
    await expect(whenSaved()).rejects.toMatchObject({ name: 'StorageFailed' });
    expect(useStore.getState()).toMatchObject({
      saveState: 'failed',
      saveFailure: { name: 'StorageFull' },
    });
    recordHistory('a', { kind: 'step', step: stepTo(0.7) });
    recordFacts('a', { note: 'while full' });
    expect(useStore.getState().saveState).toBe('failed');
    expect(await keptState('a')).toMatchObject({ row: { seq: 1 } });

    vi.restoreAllMocks();
    retrySaving();
    await whenSaved();
    expect(useStore.getState()).toMatchObject({ saveState: 'saved', saveFailure: null });
    expect(await keptState('a')).toMatchObject({
      row: { seq: 4 },
      state: { facts: { note: 'while full', settings: { threshold: 0.7 } } },
    });
  });

  test('at whichever write the disk fills up, a retry completes everything exactly once', async () => {
    for (let failing = 0; failing < 14; failing++) {
      const id = `image-${failing}`;
      open(id);
      await whenSaved();
      let calls = 0;
      for (const method of ['put', 'add'] as const) {
        const original = IDBObjectStore.prototype[method] as (...args: unknown[]) => unknown;
        vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (
          this: unknown,
          ...args: unknown[]
        ) {
          if (calls++ === failing) throw new DOMException('simulated', 'QuotaExceededError');
          return original.apply(this, args) as never;
        });
      }
      for (let i = 0; i < 5; i++) recordHistory(id, { kind: 'step', step: stepTo(i / 10) });
      await whenSaved().catch(() => retrySaving());
      recordArrays(id, 'reference', () => Promise.resolve(new Blob(['mask'])));
      recordHistory(id, { kind: 'undo' });
      await whenSaved().catch(() => retrySaving());
      await whenSaved();
      vi.restoreAllMocks();
      expect(await keptState(id)).toMatchObject({
        problem: null,
        row: { seq: 7 },
        state: { stepsDone: 4, facts: { settings: { threshold: 0.5 } } },
      });
    }
  });

  test('a connection that the browser closed is opened again without a word', async () => {
    open('a');
    await whenSaved();
    failWrites('InvalidStateError', 2);
    recordHistory('a', { kind: 'step', step: stepTo(0.6) });
    await whenSaved();
    expect(useStore.getState().saveState).toBe('saved');
    expect(await keptState('a')).toMatchObject({ row: { seq: 2 } });
  });

  test('a write that succeeded although its answer was lost is not made twice', async () => {
    open('a');
    await whenSaved();
    const opened = await library();
    const original = opened.write;
    vi.spyOn(opened, 'write').mockImplementationOnce(async (...args) => {
      await original(...args);
      throw Object.assign(new Error('connection lost'), { name: 'StorageFailed' });
    });
    recordHistory('a', { kind: 'step', step: stepTo(0.6) });
    await whenSaved();
    expect(await keptState('a')).toMatchObject({ row: { seq: 2 }, state: { stepsDone: 1 } });
  });

  test('an image that another tab erased is reported and does not hold up the others', async () => {
    readyImage('a', 2, [0, 1]);
    open('a');
    open('b');
    await whenSaved();
    const row = (await (await library()).list())[0];
    await (await library()).adopt(row?.sessionId ?? '', 'another', new Set());
    await (await library()).discard('another');
    recordHistory('a', { kind: 'step', step: stepTo(0.6) });
    open('c');
    await whenSaved();
    const state = useStore.getState();
    expect(state.unsavedIds).toEqual(['a']);
    expect(state.notices).toMatchObject([{ kind: 'error', message: 'notice.imageNotSaved' }]);
    expect(await keptState('c')).toMatchObject({ row: { seq: 1 } });
  });

  test('a mask that cannot be compressed is reported and does not hold up the others', async () => {
    readyImage('a', 2, [0, 1]);
    open('a');
    recordArrays('a', 'maps', () => Promise.reject(new RangeError('no memory')));
    open('b');
    await whenSaved();
    const state = useStore.getState();
    expect(state).toMatchObject({ saveState: 'saved', unsavedIds: ['a'] });
    expect(state.notices).toMatchObject([{ message: 'notice.imageNotSaved' }]);
    expect(await keptState('b')).toMatchObject({ row: { seq: 1 } });
  });

  test('a file that can no longer be read is reported and does not hold up the others', async () => {
    readyImage('a', 2, [0, 1]);
    const moved = new Blob(['x']);
    vi.spyOn(moved, 'arrayBuffer').mockRejectedValue(new DOMException('moved', 'NotReadableError'));
    open('a', moved);
    open('b');
    await whenSaved();
    expect(useStore.getState().unsavedIds).toEqual(['a']);
    expect(await keptState('a')).toBeNull();
    expect(await keptState('b')).toMatchObject({ row: { seq: 1 } });
  });
});
