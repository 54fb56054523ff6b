import { cacheNames } from '@/offline/caches';

/** Beginnings of large files, kept so that a broken download can continue. */
export interface PartStore {
  /** Copies what is kept into the beginning of `bytes`; returns how many bytes that is. */
  load(sha256: string, bytes: Uint8Array): Promise<number>;
  /** Keeps whole parts of `bytes` as it fills, from `length` on; call it with each new length. */
  writer(
    sha256: string,
    bytes: Uint8Array<ArrayBuffer>,
    length: number,
  ): (length: number) => Promise<void>;
  drop(sha256: string): Promise<void>;
  /** Drops the parts of all other files. */
  dropExcept(hashes: ReadonlySet<string>): Promise<void>;
}

/** The most that is lost when a download breaks off. */
export const PART_BYTES = 1 << 20;

/** @param scope URL of the app's folder, ending in a slash */
export function createPartStore(caches: CacheStorage, scope: string): PartStore {
  const open = () => caches.open(cacheNames(scope).parts);
  const keyOf = (sha256: string, offset: number) => `${scope}.parts/${sha256}/${offset}`;
  const hashIn = (key: string) => key.slice(`${scope}.parts/`.length).split('/')[0] as string;

  async function dropWhere(isUnwanted: (sha256: string) => boolean): Promise<void> {
    const cache = await open();
    for (const request of await cache.keys())
      if (isUnwanted(hashIn(request.url))) await cache.delete(request);
  }

  return {
    async load(sha256, bytes) {
      if (bytes.length < PART_BYTES) return 0;
      const cache = await open();
      let length = 0;
      for (;;) {
        const part = await cache.match(keyOf(sha256, length));
        if (!part || length + PART_BYTES > bytes.length) return length;
        bytes.set(new Uint8Array(await part.arrayBuffer()), length);
        length += PART_BYTES;
      }
    },

    writer(sha256, bytes, kept) {
      return async (length) => {
        while (length - kept >= PART_BYTES) {
          const part = bytes.slice(kept, kept + PART_BYTES);
          await (await open()).put(keyOf(sha256, kept), new Response(part));
          kept += PART_BYTES;
        }
      };
    },

    drop: (sha256) => dropWhere((other) => other === sha256),
    dropExcept: (hashes) => dropWhere((other) => !hashes.has(other)),
  };
}
