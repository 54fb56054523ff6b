import type { Size } from '@/core/types';
import { u16le, u32le } from '@/io/bytes';
import { damaged, truncated } from '@/io/refusals';

/** Length of the OS/2 1.x header, which has 16-bit sizes. */
const CORE_HEADER_BYTES = 12;

/**
 * Reads the size, and checks that uncompressed pixels are all there. The length in the file
 * header is often wrong in good files, so it is not trusted.
 *
 * Throws FileTruncated or FileDamaged.
 */
export function readBmpSize(bytes: Uint8Array, file: string): Size {
  if (bytes.length < 26) throw truncated(file, 'the BMP header is not complete');
  const headerBytes = u32le(bytes, 14);
  const isCore = headerBytes === CORE_HEADER_BYTES;
  const width = isCore ? u16le(bytes, 18) : u32le(bytes, 18) | 0;
  // A negative height means rows from top to bottom.
  const height = isCore ? u16le(bytes, 20) : Math.abs(u32le(bytes, 22) | 0);
  if (width < 0) throw damaged(file, `its width is ${width}`);
  const bitsPerPixel = u16le(bytes, isCore ? 24 : 28);
  const compression = isCore ? 0 : u32le(bytes, 30);
  const isUncompressed = compression === 0 || compression === 3;
  const rowBytes = Math.ceil((width * bitsPerPixel) / 32) * 4;
  const needed = u32le(bytes, 10) + (isUncompressed ? rowBytes * height : 1);
  if (bytes.length < needed)
    throw truncated(file, `BMP needs ${needed} bytes and has ${bytes.length}`);
  return { width, height };
}
