import { createHash } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import type { AppFile, Release } from '@/offline/release';
import { fakeCaches } from '@/testing/caches';
import { createFileStore } from './file-store';
import { PART_BYTES } from './part-store';

const scope = 'https://host/app/';
const MISSING = () => new Response('no', { status: 404 });

function content(bytes: number, seed = 1): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: bytes }, (_, i) => (i * seed) % 251);
}

function describeFile(path: string, bytes: Uint8Array): AppFile {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { path, bytes: bytes.length, sha256, type: 'text/x-test', part: 'extra' };
}

const release = (id: string, ...files: AppFile[]): Release => ({ id, version: id, files });

interface Asked {
  readonly path: string;
  readonly range: string | null;
  readonly cache: RequestCache | undefined;
}

/** A host whose answers a test chooses by path; keeps what it was asked. */
function host(answers: Record<string, (range: string | null) => Response>) {
  const asked: Asked[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    const path = new URL(String(input)).pathname.slice('/app/'.length);
    const range = new Headers(init?.headers).get('Range');
    asked.push({ path, range, cache: init?.cache });
    return (answers[path] ?? MISSING)(range);
  };
  return { asked, fetch: fetch as typeof globalThis.fetch };
}

function open(fetch: typeof globalThis.fetch, caches = fakeCaches()) {
  return { caches, store: createFileStore({ caches, fetch, scope }) };
}

/** Sends the first bytes, then breaks off. */
function broken(bytes: Uint8Array<ArrayBuffer>): Response {
  let isSent = false;
  return new Response(
    new ReadableStream({
      pull(controller) {
        if (isSent) controller.error(new TypeError('network error'));
        else controller.enqueue(bytes);
        isSent = true;
      },
    }),
  );
}

const ranged = (bytes: Uint8Array<ArrayBuffer>) => (range: string | null) => {
  const start = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
  if (start === 0) return new Response(bytes);
  const headers = { 'Content-Range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` };
  return new Response(bytes.slice(start), { status: 206, headers });
};

test('a saved file is given back whole, with the type that the build wrote down', async () => {
  const bytes = content(1000);
  const file = describeFile('a', bytes);
  const { store } = open(host({ a: () => new Response(bytes) }).fetch);
  expect(await store.match(file)).toBeUndefined();
  await store.save([file]);
  const stored = await store.match(file);
  expect(new Uint8Array((await stored?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(bytes);
  expect(stored?.headers.get('Content-Type')).toBe('text/x-test');
});

test('what is stored is not asked for again, under whatever path', async () => {
  const bytes = content(1000);
  const { asked, fetch } = host({ a: () => new Response(bytes) });
  const { store } = open(fetch);
  await store.save([describeFile('a', bytes)]);
  await store.save([describeFile('a', bytes), describeFile('moved', bytes)]);
  expect(asked).toHaveLength(1);
});

test('two askers share one download', async () => {
  const bytes = content(1000);
  const { asked, fetch } = host({ a: () => new Response(bytes) });
  const { store } = open(fetch);
  const file = describeFile('a', bytes);
  await Promise.all([store.save([file]), store.save([file])]);
  expect(asked).toHaveLength(1);
});

describe('nothing of a wrong file is stored, and its name is told', () => {
  const bytes = content(1000);
  const file = describeFile('a', bytes);
  test.each([
    ['AppFileCorrupt', 'other bytes', () => new Response(content(1000, 3))],
    ['AppFileCorrupt', 'cut off', () => new Response(bytes.slice(0, 900))],
    ['AppFileCorrupt', 'too long', () => new Response(content(1001))],
    ['AppFileCorrupt', 'a web page instead', () => new Response('<!doctype html>')],
    ['AppFileMissing', '404', MISSING],
    ['AppFileUnreachable', 'broken off', () => broken(bytes.slice(0, 500))],
    [
      'AppFileUnreachable',
      'no network',
      () => {
        throw new TypeError('Failed to fetch');
      },
    ],
  ])('%s: %s', async (name, _, answer) => {
    const { store } = open(host({ a: answer }).fetch);
    await expect(store.save([file])).rejects.toMatchObject({ name, values: { file: 'a' } });
    expect(await store.match(file)).toBeUndefined();
    expect(await store.missing([file])).toEqual([file]);
  });
});

test('an older copy of a cache on the way is passed by', async () => {
  const bytes = content(1000);
  const answers = [new Response(content(1000, 3)), new Response(bytes)];
  const { asked, fetch } = host({ a: () => answers.shift() as Response });
  const { store } = open(fetch);
  await store.save([describeFile('a', bytes)]);
  expect(asked.map(({ cache }) => cache)).toEqual(['default', 'reload']);
});

test('a large download goes on where it broke off, also in a later life of the service worker', async () => {
  const bytes = content(5 * PART_BYTES + 77);
  const file = describeFile('big', bytes);
  const caches = fakeCaches();
  const first = open(host({ big: () => broken(bytes.slice(0, 3 * PART_BYTES + 9)) }).fetch, caches);
  await expect(first.store.save([file])).rejects.toMatchObject({ name: 'AppFileUnreachable' });

  const { asked, fetch } = host({ big: ranged(bytes) });
  const second = open(fetch, caches);
  const seen: number[] = [];
  await second.store.save([file], (stored) => seen.push(stored));
  expect(asked.map(({ range }) => range)).toEqual([`bytes=${3 * PART_BYTES}-`]);
  expect(seen.find((stored) => stored > 0)).toBe(3 * PART_BYTES);
  expect(seen.at(-1)).toBe(file.bytes);
  const stored = await (await second.store.match(file))?.arrayBuffer();
  expect(Buffer.compare(Buffer.from(stored ?? new ArrayBuffer(0)), Buffer.from(bytes))).toBe(0);
  for (const [name, entries] of caches.all)
    if (name.includes('parts')) expect(entries.size).toBe(0);
});

test('a host that sends whole files only is started over with', async () => {
  const bytes = content(2 * PART_BYTES + 1);
  const file = describeFile('big', bytes);
  const caches = fakeCaches();
  const first = open(host({ big: () => broken(bytes.slice(0, PART_BYTES)) }).fetch, caches);
  await expect(first.store.save([file])).rejects.toThrow();
  const second = open(host({ big: () => new Response(bytes) }).fetch, caches);
  await second.store.save([file]);
  expect(await second.store.missing([file])).toEqual([]);
});

test('a kept beginning that does not fit the rest is thrown away, and the file fetched whole', async () => {
  const bytes = content(2 * PART_BYTES + 1);
  const file = describeFile('big', bytes);
  const caches = fakeCaches();
  const wrong = content(PART_BYTES, 7);
  const first = open(host({ big: () => broken(wrong) }).fetch, caches);
  await expect(first.store.save([file])).rejects.toThrow();
  const { asked, fetch } = host({ big: ranged(bytes) });
  const second = open(fetch, caches);
  await second.store.save([file]);
  expect(asked.map(({ range }) => range)).toEqual([`bytes=${PART_BYTES}-`, null]);
  expect(await second.store.missing([file])).toEqual([]);
});

test('from whichever write on the disk is full: it is said, nothing wrong is stored, and all is once there is room', async () => {
  const [big, small] = [content(3 * PART_BYTES + 5), content(1000, 3)];
  const files = [describeFile('big', big), describeFile('small', small)];
  const { fetch } = host({ big: ranged(big), small: () => new Response(small) });
  let isDone = false;
  for (let room = 0; !isDone; room++) {
    const caches = fakeCaches();
    let puts = 0;
    const { store } = open(
      fetch,
      fullAfter(caches, () => puts++ >= room),
    );
    const saved = store.save(files).then(() => true);
    isDone = await saved.catch((error) => {
      expect(error).toMatchObject({
        name: 'StorageFull',
        values: { file: expect.stringMatching(/big|small/) },
      });
      return false;
    });
    expect((await store.missing(files)).length > 0).toBe(!isDone);
    const later = open(fetch, caches).store;
    await later.save(files);
    for (const [file, bytes] of [
      [files[0], big],
      [files[1], small],
    ] as const) {
      const stored = await (await later.match(file as AppFile))?.arrayBuffer();
      expect(Buffer.compare(Buffer.from(stored ?? new ArrayBuffer(0)), Buffer.from(bytes))).toBe(0);
    }
  }
});

/** The same caches, on a disk that takes nothing more when `isFull` says so. */
function fullAfter(caches: CacheStorage, isFull: () => boolean): ReturnType<typeof fakeCaches> {
  const open = async (name: string) => {
    const cache = await caches.open(name);
    const put: Cache['put'] = async (...args) => {
      if (isFull()) throw new DOMException('full', 'QuotaExceededError');
      return cache.put(...args);
    };
    return { ...cache, put };
  };
  return { ...caches, open } as unknown as ReturnType<typeof fakeCaches>;
}

test('files of all releases before are kept until they are let go: a tab may be left on any', async () => {
  const [a, b, c, both] = [2, 3, 5, 7].map((seed) => content(100, seed)) as [
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>,
  ];
  const { store } = open(
    host({
      a: () => new Response(a),
      b: () => new Response(b),
      c: () => new Response(c),
      both: () => new Response(both),
    }).fetch,
  );
  const [fileA, fileB, fileC] = [describeFile('a', a), describeFile('b', b), describeFile('c', c)];
  const shared = describeFile('both', both);
  for (const next of [
    release('1', fileA, shared),
    release('2', fileB, shared),
    release('3', fileC, shared),
  ]) {
    await store.save(next.files);
    await store.adopt(next);
    await store.clean(next);
  }
  expect((await store.previous()).map(({ id }) => id)).toEqual(['2', '1']);
  expect(await store.missing([fileA, fileB, fileC, shared])).toEqual([]);
  await store.dropPrevious();
  await store.clean(release('3', fileC, shared));
  expect(await store.previous()).toEqual([]);
  expect(await store.missing([fileA, fileB, fileC, shared])).toEqual([fileA, fileB]);
});

test('a release whose taking over was never written down, as on a full disk, keeps its files', async () => {
  const [a, b] = [content(10), content(20)];
  const { store } = open(host({ a: () => new Response(a), b: () => new Response(b) }).fetch);
  const [old, running] = [release('1', describeFile('a', a)), release('2', describeFile('b', b))];
  await store.save(old.files);
  await store.adopt(old);
  await store.save(running.files);
  await store.dropPrevious();
  await store.clean(running);
  expect(await store.missing(running.files)).toEqual([]);
});

test('a stored file that the disk has damaged is dropped when it is looked at again, a whole one is not', async () => {
  const [a, b] = [content(1000), content(2000)];
  const [fileA, fileB] = [describeFile('a', a), describeFile('b', b)];
  const answers = { a: () => new Response(a), b: () => new Response(b) };
  const { store, caches } = open(host(answers).fetch);
  await store.save([fileA, fileB]);
  const entries = [...caches.all.values()].find((cache) => cache.size === 2);
  entries?.set(`${scope}.files/${fileA.sha256}`, new Response(content(1000, 3)));
  await store.recheck(fileA);
  await store.recheck(fileB);
  expect(await store.missing([fileA, fileB])).toEqual([fileA]);
  await store.save([fileA]);
  expect(await (await store.match(fileA))?.arrayBuffer()).toEqual(a.buffer);
});

test('taking over twice, as after a restart of the browser, keeps the release before', async () => {
  const { store } = open(host({}).fetch);
  await store.adopt(release('1'));
  await store.adopt(release('2'));
  await store.adopt(release('2'));
  expect((await store.previous()).map(({ id }) => id)).toEqual(['1']);
});

test('erasing while files are being stored leaves no cache, and nothing fills it again', async () => {
  const [first, second] = [content(1000), content(2000, 3)];
  let answer = (): void => {};
  const asked: string[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    asked.push(String(input));
    await new Promise<void>((resolve, reject) => {
      answer = resolve;
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
    });
    return new Response(first);
  };
  const { store, caches } = open(fetch);
  const files = [describeFile('a', first), describeFile('b', second)];
  const saving = expect(store.save(files)).rejects.toThrow();
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  await store.erase();
  answer();
  await saving;
  await expect(store.save(files)).rejects.toMatchObject({ name: 'AppErased' });
  await expect(store.match(files[0] as AppFile)).rejects.toMatchObject({ name: 'AppErased' });
  expect(asked).toHaveLength(2);
  expect([...caches.all.keys()]).toEqual([]);
});
