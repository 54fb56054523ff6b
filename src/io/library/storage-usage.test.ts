import { afterEach, expect, test, vi } from 'vitest';
import { readUsage } from './storage-usage';

/** Names in the private file system. */
const entries = new Set<string>();

/** A device with so much room, in a browser that always says that 10 GiB are left, as Chrome does. */
function device(freeBytes: number, createWritable = makeCopy(freeBytes)): void {
  const folder = {
    async getFileHandle(name: string) {
      entries.add(name);
      return { createWritable };
    },
    removeEntry: async (name: string) => entries.delete(name),
  };
  const storage = {
    estimate: async () => ({ usage: 3e9, quota: 3e9 + 2 ** 33 }),
    persisted: async () => false,
    getDirectory: async () => folder,
  };
  vi.stubGlobal('navigator', { storage });
}

function makeCopy(freeBytes: number) {
  return async () => ({
    async truncate(bytes: number) {
      if (bytes > freeBytes) throw new DOMException('full', 'QuotaExceededError');
    },
    abort: async () => {},
  });
}

afterEach(() => {
  vi.unstubAllGlobals();
});

const left = async (mayTry = true): Promise<number> => {
  const { usedBytes, quotaBytes } = await readUsage(mayTry);
  return (quotaBytes ?? 0) - (usedBytes ?? 0);
};

test.each([
  [1e12, 2 ** 33],
  [201e6, 2 ** 33],
  [180e6, 100e6],
  [30e6, 25e6],
  [0, 0],
])('where %d bytes are free, %d are said to be left', async (freeBytes, expected) => {
  device(freeBytes);
  expect(await left()).toBe(expected);
  expect(entries).toEqual(new Set());
});

test('where it may or can not be tried, what the browser says is taken, and no file is made', async () => {
  device(0);
  expect(await left(false)).toBe(2 ** 33);
  expect(entries).toEqual(new Set());
  device(0, () => Promise.reject(new TypeError('not here')));
  expect(await left()).toBe(2 ** 33);
  expect(entries).toEqual(new Set());
});

test('a browser without the interface, or with half of it, says nothing of what it lacks', async () => {
  vi.stubGlobal('navigator', {});
  expect(await readUsage(true)).toEqual({ usedBytes: null, quotaBytes: null, isPersisted: null });
  vi.stubGlobal('navigator', { storage: { persisted: async () => true } });
  expect(await readUsage(true)).toEqual({ usedBytes: null, quotaBytes: null, isPersisted: true });
});
