import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eraseDevice, listRemains } from './erase-device';
import { openLibrary } from './library';

/** Files in each cache of the origin. */
let cached: Map<string, string[]>;

vi.stubGlobal('caches', {
  keys: async () => [...cached.keys()],
  open: async (name: string) => ({ keys: async () => cached.get(name) }),
  delete: async (name: string) => cached.delete(name),
});

const folder = 'https://host/app/';
/** Scopes of the service workers of the origin. */
let workers: string[];
vi.stubGlobal('navigator', {
  serviceWorker: { getRegistrations: async () => workers.map((scope) => ({ scope })) },
});

const ours = ['our files', 'our shared images'];

/** A tab that holds a database open, come what may. */
function openForever(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

beforeEach(() => {
  workers = ['https://host/another/', folder];
  globalThis.indexedDB = new IDBFactory();
  cached = new Map([
    ['our files', ['a', 'b']],
    ['our shared images', ['c']],
    ['files of another app', ['d']],
  ]);
});

afterEach(() => {
  vi.useRealTimers();
});

describe('erasing', () => {
  test('leaves other apps of the origin alone, and nothing of this one', async () => {
    (await openForever('another app')).close();
    (await openLibrary(() => {})).close();
    expect(await listRemains(ours, folder)).toEqual({
      hasWorker: true,
      databases: ['med-fastsam'],
      caches: [
        { name: 'our files', files: 2 },
        { name: 'our shared images', files: 1 },
      ],
    });
    await eraseDevice(ours);
    workers = ['https://host/another/']; // whoever talks with it takes it away
    expect(await listRemains(ours, folder)).toEqual({
      databases: [],
      caches: [],
      hasWorker: false,
    });
    expect((await indexedDB.databases()).map(({ name }) => name)).toEqual(['another app']);
    expect([...cached.keys()]).toEqual(['files of another app']);
  });

  test('knows whether there is a library where a browser does not list them, and makes none', async () => {
    Object.defineProperty(indexedDB, 'databases', { value: undefined, configurable: true });
    const found = async () => (await listRemains([], folder)).databases;
    expect(await found()).toEqual([]);
    (await openLibrary(() => {})).close();
    expect(await found()).toEqual(['med-fastsam']);
    await eraseDevice([]);
    expect(await found()).toEqual([]);
    expect(await IDBFactory.prototype.databases.call(indexedDB)).toEqual([]);
  });

  test('keeps the caches that are not named', async () => {
    await eraseDevice(['our shared images']);
    expect((await listRemains(ours, folder)).caches).toEqual([{ name: 'our files', files: 2 }]);
  });

  test('does not wait for ever for a tab that holds on to the library, nor do later openings', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    (await openLibrary(() => {})).close();
    const holder = await openForever('med-fastsam');
    const erasing = eraseDevice([]);
    const refused = expect(erasing).rejects.toMatchObject({
      name: 'StorageFailed',
      values: { reason: 'another tab still uses it' },
    });
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1), { interval: 0 });
    vi.runAllTimers();
    await refused;

    const opening = openLibrary(() => {});
    const late = expect(opening).rejects.toMatchObject({ name: 'StorageFailed' });
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1), { interval: 0 });
    vi.runAllTimers();
    await late;

    holder.close();
    vi.useRealTimers();
    (await openLibrary(() => {})).close();
  });
});
