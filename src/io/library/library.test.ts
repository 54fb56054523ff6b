import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isAside, type Library, openLibrary, type Write } from './library';

let library: Library;

const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(values);
const file = new Blob(['picture'], { type: 'image/png' });
const image: Write = {
  kind: 'image',
  row: { name: 'a.png', mimeType: 'image/png', addedAt: 5 },
  file,
};
const record = (seq: number, value = seq): Write => ({
  kind: 'record',
  seq,
  bytes: bytes(value),
  changes: seq,
});

/** Everything that is kept of an image, readable. */
async function kept(imageId: string) {
  const found = await library.read(imageId);
  if (!found) return null;
  return {
    seq: found.row.seq,
    snapshotSeq: found.row.snapshotSeq,
    records: found.records.map((entry) => `${entry.seq}:${entry.bytes}`),
    snapshot: found.snapshot ? [...found.snapshot] : null,
    file: await found.file?.text(),
    maps: await found.maps?.text(),
  };
}

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  library = await openLibrary(() => {});
});

afterEach(() => {
  vi.restoreAllMocks();
  library.close();
});

describe('writing', () => {
  test('keeps the file, arrays and numbered records of an image', async () => {
    await library.write('s1', 'a', [image, record(1)], 100);
    const maps: Write = { kind: 'arrays', name: 'maps', packed: new Blob(['maps']) };
    await library.write('s1', 'a', [record(2), maps], 200);
    expect(await kept('a')).toEqual({
      seq: 2,
      snapshotSeq: 0,
      records: ['1:1', '2:2'],
      snapshot: null,
      file: 'picture',
      maps: 'maps',
    });
    expect(await library.list()).toMatchObject([{ id: 'a', savedAt: 200, changes: 2 }]);
  });

  test('where the browser refuses Blobs their bytes are kept, and read as if they were Blobs', async () => {
    library.close();
    const original = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: unknown,
      value: unknown,
      ...rest: unknown[]
    ) {
      if (value instanceof Blob) throw null; // as Safari says it
      return original.call(this as never, value, ...(rest as [])) as never;
    });
    library = await openLibrary(() => {});
    const maps: Write = { kind: 'arrays', name: 'maps', packed: new Blob(['maps']) };
    await library.write('s1', 'a', [image, record(1), maps], 1);
    const everything = { records: ['1:1'], file: 'picture', maps: 'maps' };
    expect(await kept('a')).toMatchObject(everything);
    expect(await library.list()).toMatchObject([{ bytes: 7 }]);

    // The same library in a window that takes Blobs, and the other way round.
    vi.restoreAllMocks();
    library.close();
    library = await openLibrary(() => {});
    expect(await kept('a')).toMatchObject(everything);
    await library.write('s1', 'b', [image, record(1), maps], 2);
    expect(await kept('b')).toMatchObject(everything);
    expect(await library.setting('trial')).toBeUndefined();
  });

  test('a snapshot takes the place of the records it holds, and of no other', async () => {
    await library.write('s1', 'a', [image, record(1), record(2), record(3)], 1);
    await library.write('s1', 'a', [{ kind: 'snapshot', seq: 2, bytes: bytes(42) }], 2);
    expect(await kept('a')).toMatchObject({ snapshotSeq: 2, snapshot: [42], records: ['3:3'] });
  });

  test('repeating a write whose answer was lost changes nothing', async () => {
    await library.write('s1', 'a', [image, record(1)], 1);
    const before = await kept('a');
    await library.write('s1', 'a', [image, record(1)], 1);
    expect(await kept('a')).toEqual(before);
  });

  test('removing an image leaves nothing of it, and its neighbours alone', async () => {
    const maps: Write = { kind: 'arrays', name: 'maps', packed: new Blob(['maps']) };
    for (const id of ['a', 'aa', 'b']) await library.write('s1', id, [image, record(1), maps], 1);
    await library.write('s1', 'aa', [{ kind: 'remove' }], 2);
    expect(await kept('aa')).toBeNull();
    expect(await kept('a')).toMatchObject({ records: ['1:1'], maps: 'maps', file: 'picture' });
    expect(await kept('b')).toMatchObject({ records: ['1:1'], maps: 'maps', file: 'picture' });
  });
});

describe('two tabs', () => {
  test('a session cannot write to an image of another', async () => {
    await library.write('s1', 'a', [image, record(1)], 1);
    await expect(library.write('s2', 'a', [record(2)], 2)).rejects.toMatchObject({
      name: 'StorageConflict',
    });
    expect(await kept('a')).toMatchObject({ seq: 1 });
  });

  test('after one session has adopted an image the other can no longer write to it', async () => {
    await library.write('s1', 'a', [image, record(1)], 1);
    await library.adopt('s1', 's2', new Set());
    await expect(library.write('s1', 'a', [record(2)], 2)).rejects.toMatchObject({
      name: 'StorageConflict',
    });
    await library.write('s2', 'a', [record(2)], 3);
    expect(await kept('a')).toMatchObject({ seq: 2 });
  });

  test('a record cannot be overwritten, nor can one be left out', async () => {
    await library.write('s1', 'a', [image, record(1)], 1);
    for (const wrong of [record(1, 99), record(3)])
      await expect(library.write('s1', 'a', [wrong], 2)).rejects.toMatchObject({
        name: 'StorageConflict',
      });
    expect(await kept('a')).toMatchObject({ seq: 1, records: ['1:1'] });
  });

  test('an image that another tab erased is not written to', async () => {
    await library.write('s1', 'a', [image, record(1)], 1);
    await library.discard('s1');
    await expect(library.write('s1', 'a', [record(2)], 2)).rejects.toMatchObject({
      name: 'StorageConflict',
    });
    expect(await library.list()).toEqual([]);
  });

  test('what is set aside is written to by nobody, and goes with the session that did so', async () => {
    await library.write('s1', 'a', [image, record(1)], 1);
    await library.write('s1', 'b', [image, record(1)], 1);
    await library.adopt('s1', 's2', new Set(['a']));
    await expect(library.write('s2', 'a', [record(2)], 2)).rejects.toMatchObject({
      name: 'StorageConflict',
    });
    const sessions = (await library.list()).map((row) => [row.id, isAside(row.sessionId)]);
    expect(sessions).toEqual([
      ['a', true],
      ['b', false],
    ]);
    await library.discard('s2');
    expect(await library.list()).toEqual([]);
  });

  test('discarding a session leaves the images of others', async () => {
    await library.write('s1', 'a', [image], 1);
    await library.write('s2', 'b', [image], 1);
    await library.discard('s1');
    expect((await library.list()).map((row) => row.id)).toEqual(['b']);
  });
});

describe('failures', () => {
  const writes: readonly Write[] = [
    image,
    record(1),
    { kind: 'arrays', name: 'maps', packed: new Blob(['maps']) },
    record(2),
    { kind: 'snapshot', seq: 1, bytes: bytes(7) },
    record(3),
    { kind: 'arrays', name: 'maps', packed: null },
  ];

  /** Makes the n-th write request of IndexedDB fail; returns how many there were. */
  function failAt(n: number, error: Error): { count(): number } {
    let calls = 0;
    for (const method of ['put', 'add', 'delete'] as const) {
      const original = IDBObjectStore.prototype[method] as (...args: unknown[]) => unknown;
      vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (
        this: unknown,
        ...args: unknown[]
      ) {
        if (calls++ === n) throw error;
        return original.apply(this, args) as never;
      });
    }
    return { count: () => calls };
  }

  test('a full disk at any request of a write undoes all of it and is named', async () => {
    await library.write('s1', 'before', [image, record(1)], 1);
    const counting = failAt(-1, new Error());
    await library.write('s1', 'dry', writes, 1);
    const requests = counting.count();
    vi.restoreAllMocks();
    expect(requests).toBeGreaterThan(8);

    const full = new DOMException('no room', 'QuotaExceededError');
    for (let n = 0; n < requests; n++) {
      failAt(n, full);
      await expect(library.write('s1', 'a', writes, 2)).rejects.toMatchObject({
        name: 'StorageFull',
      });
      vi.restoreAllMocks();
      expect(await kept('a')).toBeNull();
      expect(await kept('before')).toMatchObject({ records: ['1:1'] });
    }
    await library.write('s1', 'a', writes, 3);
    expect(await kept('a')).toMatchObject({ seq: 3, records: ['2:2', '3:3'], snapshot: [7] });
  });

  test.each<[string, (from: string) => Promise<void>]>([
    ['handing a session over', (from) => library.adopt(from, 's9', new Set(['b']))],
    ['discarding a session', (from) => library.discard(from)],
  ])(
    'a full disk at any request of %s leaves all images as and where they were',
    async (_, act) => {
      const everything = async () => [
        await library.list(),
        await Promise.all(['a', 'b', 'c'].map((id) => kept(id))),
      ];
      for (const id of ['a', 'b']) await library.write('s1', id, writes, 1);
      await library.write('dry', 'c', writes, 1);
      await library.write('dry', 'd', writes, 1);
      const counting = failAt(-1, new Error());
      await act('dry');
      const requests = counting.count();
      vi.restoreAllMocks();
      expect(requests).toBeGreaterThan(1);

      const before = await everything();
      for (let n = 0; n < requests; n++) {
        failAt(n, new DOMException('no room', 'QuotaExceededError'));
        await expect(act('s1')).rejects.toMatchObject({ name: 'StorageFull' });
        vi.restoreAllMocks();
        expect(await everything()).toEqual(before);
      }
      await act('s1');
      expect((await library.list()).filter(({ sessionId }) => sessionId === 's1')).toEqual([]);
    },
  );

  test('other failures are named too', async () => {
    failAt(0, new DOMException('disk', 'UnknownError'));
    await expect(library.write('s1', 'a', writes, 2)).rejects.toMatchObject({
      name: 'StorageFailed',
      values: { reason: 'UnknownError: disk' },
    });
  });

  test('a library of a newer version is named as such and left alone', async () => {
    await library.write('s1', 'a', [image, record(1)], 1);
    library.close();
    const newer = await openRaw(99);
    newer.close();
    await expect(openLibrary(() => {})).rejects.toMatchObject({ name: 'StorageNewer' });
    const again = await openRaw();
    expect(again.version).toBe(99);
    expect([...again.objectStoreNames]).toContain('journal');
    again.close();
  });

  test('a connection that was closed refuses, and another one goes on', async () => {
    await library.write('s1', 'a', [image, record(1)], 1);
    library.close();
    await expect(library.write('s1', 'a', [record(2)], 2)).rejects.toMatchObject({
      name: 'StorageFailed',
    });
    library = await openLibrary(() => {});
    await library.write('s1', 'a', [record(2)], 2);
    expect(await kept('a')).toMatchObject({ seq: 2 });
  });

  test('a tab that erases the library is not held up by this one', async () => {
    const closed = vi.fn();
    library.close();
    library = await openLibrary(closed);
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase('med-fastsam');
      request.onsuccess = () => resolve();
      request.onerror = () => reject(request.error);
    });
    expect(closed).toHaveBeenCalledOnce();
  });
});

function openRaw(version?: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('med-fastsam', version);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
