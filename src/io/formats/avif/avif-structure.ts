import type { Size } from '@/core/types';
import { tagAt, u32be } from '@/io/bytes';
import { damaged, truncated } from '@/io/refusals';

/** Boxes on the way to the image sizes, and the bytes between a box's header and its children. */
const PARENTS: Readonly<Record<string, number>> = { meta: 4, iprp: 0, ipco: 0 };

/**
 * Reads the largest image size (`ispe`) and checks that every top-level box is complete.
 * ISO/IEC 14496-12 (boxes) and 23008-12 (`ispe`).
 *
 * Throws FileTruncated or FileDamaged.
 */
export function readAvifSize(bytes: Uint8Array, file: string): Size {
  // Thumbnails and tiles of a grid have sizes too. The image is the largest.
  let largest: Size = { width: 0, height: 0 };

  function walk(start: number, end: number): void {
    let at = start;
    while (at + 8 <= end) {
      const { header, length } = boxAt(bytes, at, end, file);
      const type = tagAt(bytes, at + 4);
      if (at + length > end) throw truncated(file, `AVIF box ${type} is cut`);
      if (type === 'ispe') {
        const size = {
          width: u32be(bytes, at + header + 4),
          height: u32be(bytes, at + header + 8),
        };
        if (size.width * size.height > largest.width * largest.height) largest = size;
      }
      const skipped = PARENTS[type];
      if (skipped !== undefined) walk(at + header + skipped, at + length);
      at += length;
    }
  }

  walk(0, bytes.length);
  if (largest.width === 0) throw damaged(file, 'the AVIF does not tell its size');
  return largest;
}

/** Length of a box and of its header. A length of 0 reaches to the end, 1 has 64 bits more. */
function boxAt(bytes: Uint8Array, at: number, end: number, file: string) {
  const short = u32be(bytes, at);
  if (short === 0) return { header: 8, length: end - at };
  if (short === 1) {
    const length = u32be(bytes, at + 8) * 2 ** 32 + u32be(bytes, at + 12);
    if (length < 16) throw damaged(file, `an AVIF box at byte ${at} is ${length} bytes long`);
    return { header: 16, length };
  }
  if (short < 8) throw damaged(file, `an AVIF box at byte ${at} is ${short} bytes long`);
  return { header: 8, length: short };
}
