import { named } from '@/core/errors';

/** Bytes compressed at once: a few ms, because browsers do it on the calling thread. */
const PIECE_BYTES = 2 ** 16;

/**
 * Compresses arrays one after the other into one gzip stream. Its checksum later tells whether it
 * is complete.
 *
 * @param turn awaited before each piece, so that the thread stays free for other work
 */
export function deflateBytes(
  parts: readonly Uint8Array<ArrayBuffer>[],
  turn: () => Promise<void>,
): Promise<Blob> {
  const pieces = piecesOf(parts);
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      await turn();
      const { done, value } = pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  return new Response(source.pipeThrough(new CompressionStream('gzip'))).blob();
}

function* piecesOf(parts: readonly Uint8Array<ArrayBuffer>[]): Generator<Uint8Array<ArrayBuffer>> {
  for (const part of parts) {
    for (let at = 0; at < part.length; at += PIECE_BYTES) yield part.subarray(at, at + PIECE_BYTES);
  }
}

/**
 * The bytes that `deflateBytes` compressed.
 *
 * @param byteLength the expected number; reading stops at once when there are more, so that a small
 *   file cannot fill the memory
 * @throws StorageUnreadable when the number or the checksum differs
 */
export async function inflateBytes(
  packed: Blob,
  byteLength: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(byteLength);
  const reader = packed.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  let at = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (at + value.length > byteLength) {
        await reader.cancel();
        throw new RangeError(`it holds more than ${byteLength} bytes`);
      }
      bytes.set(value, at);
      at += value.length;
    }
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
  if (at !== byteLength) throw unreadable(`it holds ${at} bytes instead of ${byteLength}`);
  return bytes;
}

function unreadable(reason: string): Error {
  return named('StorageUnreadable', `Stored arrays cannot be read: ${reason}`, { reason });
}
