import { named } from '@/core/errors';
import type { ModelFile } from '@/model/contract';

/**
 * Fetches files of the model folder one after the other, each checked against its hash.
 *
 * @param folder     absolute URL ending in a slash
 * @param onProgress bytes of all files together; once a network chunk
 * @returns          the bytes by file name
 * @throws ModelUnreachable (no network), ModelMissing (404 and other refusals), ModelNotAFile (a web
 *   page in its place), ModelCorrupt (other size or hash); all with the file's name
 */
export async function downloadModel(
  folder: string,
  files: readonly ModelFile[],
  onProgress: (loadedBytes: number, totalBytes: number) => void,
): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const loaded = new Map<string, Uint8Array<ArrayBuffer>>();
  let before = 0;
  for (const file of files) {
    onProgress(before, totalBytes);
    const bytes = await fetchFile(folder, file, (done) => onProgress(before + done, totalBytes));
    await verify(file, bytes);
    loaded.set(file.file, bytes);
    before += file.bytes;
  }
  onProgress(totalBytes, totalBytes);
  return loaded;
}

async function fetchFile(
  folder: string,
  { file, bytes, sha256 }: ModelFile,
  onProgress: (loadedBytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  // The hash in the address keeps caches from serving an older model's file.
  const url = `${folder}${file}?v=${sha256.slice(0, 12)}`;
  const unreachable = (error: unknown): Error =>
    named('ModelUnreachable', `${url} could not be fetched: ${error}`, { file });
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw unreachable(error);
  }
  if (!response.ok || !response.body) {
    const { status } = response;
    throw named('ModelMissing', `${url} answered ${status}`, { file, status });
  }
  // Sizes come from the contract: under compression the header tells another.
  const result = new Uint8Array(bytes);
  let length = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((error) => {
      throw unreachable(error);
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
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (found === sha256) return;
  throw named('ModelCorrupt', `${file} has SHA-256 ${found} instead of ${sha256}`, { file });
}
