import { named } from '@/core/errors';
import { cacheNames } from '@/offline/caches';
import type { AppFile, Release } from '@/offline/release';
import { download, hashOf } from './download';
import { createPartStore } from './part-store';

/**
 * The app's files on this device, stored by hash. A new release lies beside the old one. What both
 * share is stored and downloaded once.
 */
export interface FileStore {
  /** The stored file; `undefined` while it is not stored. */
  match(file: AppFile): Promise<Response | undefined>;
  missing(files: readonly AppFile[]): Promise<readonly AppFile[]>;
  /** Reads a stored file again and drops it if its bytes have changed. */
  recheck(file: AppFile): Promise<void>;
  /**
   * Downloads, verifies and stores what is missing.
   *
   * @param onBytes bytes of `files` on this device so far
   * @throws StorageFull, and what `download` throws; what came before stays stored
   */
  save(
    files: readonly AppFile[],
    onBytes?: (storedBytes: number) => void,
    signal?: AbortSignal,
  ): Promise<void>;
  /** Makes `release` the running one and the one before it a previous one. */
  adopt(release: Release): Promise<void>;
  /** The releases that ran before, while tabs may still need them; newest first. */
  previous(): Promise<readonly Release[]>;
  dropPrevious(): Promise<void>;
  /**
   * Drops every file that neither `running` nor a previous release has. The caller says which one
   * runs: its record may be missing, if the disk was full or the browser ended while writing it.
   */
  clean(running: Release): Promise<void>;
  /**
   * Stops saving and deletes all caches of this scope. Nothing is stored or found afterwards: every
   * other call rejects with AppErased.
   */
  erase(): Promise<void>;
}

export interface FileStoreOptions {
  readonly caches: CacheStorage;
  readonly fetch: typeof fetch;
  /** URL of the app's folder, ending in a slash. */
  readonly scope: string;
}

const AT_ONCE = 6; // what a browser sends to one HTTP/1.1 server at the same time
const LARGE_BYTES = 1e6;

/** A store in the caches of one installation; `scope` keeps those of other folders of the host apart. */
export function createFileStore({ caches, fetch, scope }: FileStoreOptions): FileStore {
  const erasing = new AbortController();
  const open = async () => {
    if (erasing.signal.aborted) throw erased(); // opening would make the cache again
    return caches.open(cacheNames(scope).files);
  };
  const keyOf = (sha256: string) => `${scope}.files/${sha256}`;
  const recordKey = (which: 'running' | 'previous') => `${scope}.release/${which}`;
  const parts = createPartStore(caches, scope);
  const saving = new Map<string, Promise<void>>();

  async function readRecord(which: 'running' | 'previous'): Promise<readonly Release[]> {
    const record = await (await open()).match(recordKey(which));
    if (!record) return [];
    const found = (await record.json()) as Release | readonly Release[];
    return [found].flat(); // earlier versions kept one previous release
  }

  async function missing(files: readonly AppFile[]): Promise<readonly AppFile[]> {
    const stored = new Set((await (await open()).keys()).map(({ url }) => url));
    return files.filter(({ sha256 }) => !stored.has(keyOf(sha256)));
  }

  /** One download a file, however many callers want it. */
  function saveOne(
    file: AppFile,
    onBytes: (bytes: number) => void,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const running = saving.get(file.sha256);
    if (running) return running;
    const work = (async () => {
      try {
        if (erasing.signal.aborted) throw erased();
        const either = firstOf(erasing.signal, signal);
        const bytes = await download(file, { scope, fetch, parts, onBytes, signal: either });
        const headers = { 'Content-Type': file.type, 'Content-Length': `${bytes.length}` };
        await (await open()).put(keyOf(file.sha256), new Response(bytes, { headers }));
        await parts.drop(file.sha256);
      } catch (error) {
        throw isQuota(error) ? full(file) : error;
      } finally {
        saving.delete(file.sha256);
      }
    })();
    saving.set(file.sha256, work);
    return work;
  }

  return {
    match: async ({ sha256 }) => (await open()).match(keyOf(sha256)),
    missing,

    async recheck({ sha256 }) {
      const cache = await open();
      const stored = await cache.match(keyOf(sha256));
      const bytes = await stored?.arrayBuffer().catch(() => new ArrayBuffer(0)); // cannot be read
      if (bytes && (await hashOf(new Uint8Array(bytes))) !== sha256)
        await cache.delete(keyOf(sha256));
    },

    async save(files, onBytes, signal) {
      const wanted = await missing(files);
      const total = (list: readonly AppFile[]) => list.reduce((sum, { bytes }) => sum + bytes, 0);
      let done = total(files) - total(wanted);
      const open = new Map<AppFile, number>();
      const report = () => onBytes?.(done + [...open.values()].reduce((a, b) => a + b, 0));
      report();
      await saveAll(wanted, async (file) => {
        await saveOne(
          file,
          (bytes) => {
            open.set(file, bytes);
            report();
          },
          signal,
        );
        open.delete(file);
        done += file.bytes;
        report();
      });
    },

    async adopt(release) {
      const before = [...(await readRecord('running')), ...(await readRecord('previous'))];
      const others = before.filter(({ id }) => id !== release.id);
      const cache = await open();
      if (others.length > 0) await cache.put(recordKey('previous'), Response.json(others));
      await cache.put(recordKey('running'), Response.json(release));
    },

    previous: () => readRecord('previous'),

    async dropPrevious() {
      await (await open()).delete(recordKey('previous'));
    },

    async clean(running) {
      const recorded = await Promise.all([readRecord('running'), readRecord('previous')]);
      const files = [running, ...recorded.flat()].flatMap((release) => release.files);
      const hashes = new Set(files.map(({ sha256 }) => sha256));
      const keys = new Set([...hashes].map(keyOf));
      const cache = await open();
      for (const request of await cache.keys()) {
        const isFile = request.url.startsWith(`${scope}.files/`);
        if (isFile && !keys.has(request.url)) await cache.delete(request);
      }
      await parts.dropExcept(hashes);
    },

    async erase() {
      erasing.abort(erased());
      await Promise.allSettled(saving.values()); // they may be about to write
      for (const name of Object.values(cacheNames(scope))) await caches.delete(name);
    },
  };
}

/** Aborts as soon as either does. */
function firstOf(a: AbortSignal, b: AbortSignal | undefined): AbortSignal {
  const either = new AbortController();
  for (const signal of [a, b]) {
    signal?.addEventListener('abort', () => either.abort(signal.reason), { once: true });
    if (signal?.aborted) either.abort(signal.reason);
  }
  return either.signal;
}

function erased(): Error {
  return named('AppErased', 'The offline copy was erased');
}

/** Small files a few at once, large ones one after the other in the order given. */
async function saveAll(
  files: readonly AppFile[],
  save: (file: AppFile) => Promise<void>,
): Promise<void> {
  const small = files.filter(({ bytes }) => bytes < LARGE_BYTES);
  const large = files.filter(({ bytes }) => bytes >= LARGE_BYTES);
  const next = small.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const file of next) await save(file);
    }),
  );
  for (const file of large) await save(file);
}

function isQuota(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}

function full({ path }: AppFile): Error {
  return named('StorageFull', `There is no room to store ${path}`, { file: path });
}
