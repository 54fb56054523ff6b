import type { Size } from '@/core/types';
import { u16le } from '@/io/bytes';
import { damaged, truncated } from '@/io/refusals';

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

/**
 * Reads the canvas size and walks the blocks to the end of the first frame, the only one used.
 *
 * Throws FileTruncated or FileDamaged. O(bytes of the first frame).
 */
export function readGifSize(bytes: Uint8Array, file: string): Size {
  const size = { width: u16le(bytes, 6), height: u16le(bytes, 8) };
  let at = 13 + colourTableBytes(bytes[10] ?? 0);
  for (;;) {
    const block = bytes[at];
    if (block === EXTENSION) at = skipSubBlocks(bytes, at + 2, file);
    else if (block === IMAGE) {
      skipSubBlocks(bytes, at + 11 + colourTableBytes(bytes[at + 9] ?? 0), file);
      return size;
    } else if (block === undefined) throw truncated(file, 'the GIF has no complete frame');
    else if (block === TRAILER) throw damaged(file, 'the GIF has no frame');
    else throw damaged(file, `GIF block ${block} at byte ${at} is unknown`);
  }
}

/** Bytes of the colour table that a flags byte announces. */
function colourTableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function skipSubBlocks(bytes: Uint8Array, start: number, file: string): number {
  let at = start;
  for (;;) {
    const length = bytes[at];
    if (length === undefined) throw truncated(file, 'a GIF block is cut');
    if (length === 0) return at + 1;
    at += 1 + length;
  }
}
