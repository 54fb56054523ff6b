import { named } from '@/core/errors';
import { toHex } from '@/core/hex';
import type { AppFile } from '@/offline/release';
import type { PartStore } from './part-store';

export interface DownloadOptions {
  readonly scope: string;
  readonly fetch: typeof fetch;
  readonly parts: PartStore;
  readonly signal?: AbortSignal;
  readonly onBytes?: (loadedBytes: number) => void;
}

/**
 * Fetches a file of the app, continues where an earlier attempt broke off, and checks its hash.
 *
 * @throws AppFileUnreachable (no network, or it broke off: the beginning is kept), AppFileMissing
 *   (404 and other refusals), AppFileCorrupt (not the file of this build); all with the file's path
 */
export async function download(
  file: AppFile,
  options: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await attempt(file, options, 'default');
  } catch (error) {
    if (!(error instanceof Error && error.name === 'AppFileCorrupt')) throw error;
    return attempt(file, options, 'reload'); // a cache on the way may have kept an older file
  }
}

async function attempt(
  file: AppFile,
  options: DownloadOptions,
  cache: RequestCache,
): Promise<Uint8Array<ArrayBuffer>> {
  const { parts } = options;
  const bytes = new Uint8Array(file.bytes);
  const kept = await parts.load(file.sha256, bytes);
  const length = kept < bytes.length ? await receive(file, options, cache, bytes, kept) : kept;
  if (length !== bytes.length)
    throw await corrupt(file, parts, `${length} bytes instead of ${bytes.length}`);
  const sha256 = await hashOf(bytes);
  if (sha256 !== file.sha256)
    throw await corrupt(file, parts, `SHA-256 ${sha256} instead of ${file.sha256}`);
  return bytes;
}

/** Fills `bytes` from `kept` on, or from the start if the host cannot resume; returns their number. */
async function receive(
  file: AppFile,
  { scope, fetch, parts, signal, onBytes }: DownloadOptions,
  cache: RequestCache,
  bytes: Uint8Array<ArrayBuffer>,
  kept: number,
): Promise<number> {
  const unreachable = (error: unknown): Error =>
    named('AppFileUnreachable', `${nameOf(file)} could not be fetched: ${error}`, {
      file: nameOf(file),
    });
  // A range is never compressed, so it is requested only if a beginning is stored.
  const resume: RequestInit = { headers: { Range: `bytes=${kept}-` }, cache: 'no-store' };
  const response = await fetch(addressOf(file, scope), {
    ...(kept > 0 ? resume : { cache }),
    ...(signal ? { signal } : {}),
  }).catch((error) => {
    throw unreachable(error);
  });
  if (kept > 0 && response.status === 416)
    throw await corrupt(file, parts, `no more than the first ${kept} bytes`);
  if (!response.ok || !response.body) {
    const { url, status } = response;
    throw named('AppFileMissing', `${url} answered ${status}`, { file: nameOf(file), status });
  }

  let length = response.status === 206 && startOfRange(response) === kept ? kept : 0;
  if (length < kept) await parts.drop(file.sha256);
  const keep = parts.writer(file.sha256, bytes, length);
  const reader = response.body.getReader();
  for (;;) {
    onBytes?.(length);
    const { done, value } = await reader.read().catch((error) => {
      throw unreachable(error);
    });
    if (done) return length;
    if (length + value.length > bytes.length) {
      await reader.cancel();
      throw await corrupt(file, parts, `more than ${bytes.length} bytes`);
    }
    bytes.set(value, length);
    length += value.length;
    await keep(length);
  }
}

/** The hash in the address keeps caches on the way from serving an older file. */
export function addressOf({ path, sha256 }: AppFile, scope: string): string {
  const url = new URL(path, scope);
  if (!path.startsWith('assets/')) url.searchParams.set('v', sha256.slice(0, 12));
  return url.href;
}

async function corrupt(file: AppFile, parts: PartStore, what: string): Promise<Error> {
  await parts.drop(file.sha256);
  return named('AppFileCorrupt', `${nameOf(file)} has ${what}`, { file: nameOf(file) });
}

const nameOf = ({ path }: AppFile): string => path || 'index.html';

function startOfRange(response: Response): number {
  return Number(/^bytes (\d+)-/.exec(response.headers.get('Content-Range') ?? '')?.[1] ?? -1);
}

/** SHA-256 as 64 lower-case hexadecimal digits. */
export async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}
