import { named } from '@/core/errors';

/**
 * Compresses arrays one after the other as one gzip stream, off the page's thread; gzip's own
 * checksum tells later whether it is whole.
 */
export function deflateBytes(parts: readonly Uint8Array<ArrayBuffer>[]): Promise<Blob> {
  const packed = new Blob([...parts]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Response(packed).blob();
}

/**
 * The bytes that `deflateBytes` compressed.
 *
 * @param byteLength how many there must be; a stream that holds more is left at once, so that a
 *   small file cannot fill the memory
 *
 * Throws StorageUnreadable when they are not exactly as many or the checksum differs.
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
