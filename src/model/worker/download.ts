import { type ErrorValues, isNamed, NamedError, named } from '@/core/errors';
import { toHex } from '@/core/hex';
import type { ModelFile } from '@/model/contract';

/** A file that the engine needs, and where it is. */
export interface RemoteFile extends ModelFile {
  /** Absolute URL. */
  readonly url: string;
}

/**
 * Longest pause between two chunks. After a longer one the page would think that the worker is
 * silent.
 */
const STALL_MS = 45_000;

/**
 * Fetches files one after the other and checks each against its hash. A file that is wrong or
 * breaks off is fetched once more without any cache: a cache may hold a proxy's sign-in page or be
 * damaged.
 *
 * @param onProgress bytes of all files together; once a network chunk
 * @returns the bytes by file name
 * @throws ModelUnreachable (no network, or nothing came for 45 s), ModelMissing (404 and other
 *   refusals), ModelNotAFile (a web page in its place), ModelCorrupt (other size or hash); all with
 *   the file's name
 */
export async function downloadFiles(
  files: readonly RemoteFile[],
  onProgress: (loadedBytes: number, totalBytes: number) => void,
): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const loaded = new Map<string, Uint8Array<ArrayBuffer>>();
  let before = 0;
  for (const file of files) {
    onProgress(before, totalBytes);
    loaded.set(file.file, await download(file, (done) => onProgress(before + done, totalBytes)));
    before += file.bytes;
  }
  onProgress(totalBytes, totalBytes);
  return loaded;
}

/**
 * The address of a file of the model folder. The hash keeps caches from serving an older model's
 * file.
 */
export function inFolder(folder: string, file: ModelFile): RemoteFile {
  return { ...file, url: `${folder}${file.file}?v=${file.sha256.slice(0, 12)}` };
}

async function download(
  file: RemoteFile,
  onProgress: (loadedBytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await attempt(file, 'default', onProgress);
  } catch (error) {
    const isCopyToBlame =
      isNamed(error, 'ModelCorrupt') ||
      isNamed(error, 'ModelNotAFile') ||
      (error instanceof NamedError && 'loadedBytes' in error.values);
    if (!isCopyToBlame) throw error;
    return attempt(file, 'reload', onProgress);
  }
}

async function attempt(
  file: RemoteFile,
  cache: RequestCache,
  onProgress: (loadedBytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const stall = watchStall();
  try {
    const bytes = await receive(file, { cache, signal: stall.signal }, (loadedBytes) => {
      stall.heard();
      onProgress(loadedBytes);
    });
    await verify(file, bytes);
    return bytes;
  } finally {
    stall.end();
  }
}

/** Aborts its signal when nothing is heard for too long. */
function watchStall(): { readonly signal: AbortSignal; heard(): void; end(): void } {
  const controller = new AbortController();
  const begin = () =>
    setTimeout(
      () => controller.abort(new Error(`nothing came for ${STALL_MS / 1000} s`)),
      STALL_MS,
    );
  let timer = begin();
  return {
    signal: controller.signal,
    heard() {
      clearTimeout(timer);
      timer = begin();
    },
    end: () => clearTimeout(timer),
  };
}

async function receive(
  { file, url, bytes }: RemoteFile,
  init: { readonly cache: RequestCache; readonly signal: AbortSignal },
  onProgress: (loadedBytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const unreachable = (error: unknown, values: ErrorValues = {}): Error =>
    named('ModelUnreachable', `${url} could not be fetched: ${error}`, { file, ...values });
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    throw unreachable(error);
  }
  if (!response.ok || !response.body) {
    const { status } = response;
    throw named('ModelMissing', `${url} answered ${status}`, { file, status });
  }
  // Sizes are known beforehand: with compression the header states another.
  const result = new Uint8Array(bytes);
  let length = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((error) => {
      throw unreachable(error, init.signal.aborted ? {} : { loadedBytes: length });
    });
    if (done) break;
    if (length === 0) assertNoWebPage(file, value, response);
    if (length + value.length > bytes) {
      await reader.cancel();
      throw named('ModelCorrupt', `${url} has more than the expected ${bytes} bytes`, { file });
    }
    result.set(value, length);
    length += value.length;
    onProgress(length);
  }
  if (length === bytes) return result;
  throw named('ModelCorrupt', `${url} has ${length} bytes instead of ${bytes}`, { file });
}

/** Servers of single-page apps answer unknown addresses with the start page and status 200. */
function assertNoWebPage(file: string, start: Uint8Array, response: Response): void {
  const text = new TextDecoder().decode(start.subarray(0, 64)).trimStart();
  if (!text.startsWith('<')) return;
  throw named('ModelNotAFile', `${response.url} is a web page, not ${file}`, { file });
}

async function verify({ file, sha256 }: ModelFile, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const found = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  if (found === sha256) return;
  throw named('ModelCorrupt', `${file} has SHA-256 ${found} instead of ${sha256}`, { file });
}
