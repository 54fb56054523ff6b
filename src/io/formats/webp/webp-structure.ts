import type { Size } from '@/core/types';
import { tagAt, u16le, u24le, u32le } from '@/io/bytes';
import { damaged, truncated } from '@/io/refusals';

/**
 * Reads the size from the first chunk and checks the length that the file claims.
 * https://developers.google.com/speed/webp/docs/riff_container
 *
 * Throws FileTruncated or FileDamaged.
 */
export function readWebpSize(bytes: Uint8Array, file: string): Size {
  if (bytes.length < 30) throw truncated(file, 'the WebP header is not complete');
  const length = u32le(bytes, 4) + 8;
  if (length > bytes.length)
    throw truncated(file, `WebP claims ${length} bytes and has ${bytes.length}`);
  switch (tagAt(bytes, 12)) {
    case 'VP8X': // canvas size minus one, 24 bits each
      return { width: u24le(bytes, 24) + 1, height: u24le(bytes, 27) + 1 };
    case 'VP8L': {
      const packed = u32le(bytes, 21); // two 14-bit sizes minus one
      return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8 ': // two bits of scaling above each 14-bit size
      return { width: u16le(bytes, 26) & 0x3fff, height: u16le(bytes, 28) & 0x3fff };
    default:
      throw damaged(file, `WebP begins with the unknown chunk ${tagAt(bytes, 12)}`);
  }
}
