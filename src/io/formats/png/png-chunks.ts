import type { Size } from '@/core/types';
import { tagAt, u32be } from '@/io/bytes';
import { crc32 } from '@/io/crc32';
import { damaged, truncated } from '@/io/refusals';

/** PNG specification, third edition: https://www.w3.org/TR/png-3/ */

export const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

export type ColourType = 'grey' | 'rgb' | 'palette' | 'grey-alpha' | 'rgb-alpha';

export interface PngHeader extends Size {
  /** Bits of a sample: 1, 2, 4, 8 or 16. */
  readonly depth: number;
  readonly colour: ColourType;
  readonly isInterlaced: boolean;
}

/** The parts of a PNG that decide its pixels. All arrays are views into the file. */
export interface PngChunks {
  readonly header: PngHeader;
  readonly palette: Uint8Array | null;
  readonly transparency: Uint8Array | null;
  readonly data: readonly Uint8Array<ArrayBuffer>[];
  /** Chunks about showing the pixels, by name: the first of each. */
  readonly shown: Readonly<Partial<Record<ShownChunk, Uint8Array<ArrayBuffer>>>>;
  /** The file ends after its last whole chunk, without IEND. */
  readonly isEndMissing: boolean;
}

const SHOWN_CHUNKS = ['iCCP', 'sRGB', 'gAMA', 'cHRM', 'cICP', 'eXIf'] as const;
type ShownChunk = (typeof SHOWN_CHUNKS)[number];

function isShownChunk(type: string): type is ShownChunk {
  return (SHOWN_CHUNKS as readonly string[]).includes(type);
}

/** Colour types by number (table 7), each with the depths it allows. */
const COLOURS: Readonly<Record<number, readonly [ColourType, readonly number[]]>> = {
  0: ['grey', [1, 2, 4, 8, 16]],
  2: ['rgb', [8, 16]],
  3: ['palette', [1, 2, 4, 8]],
  4: ['grey-alpha', [8, 16]],
  6: ['rgb-alpha', [8, 16]],
};

/**
 * The header alone.
 *
 * Throws FileTruncated or FileDamaged with `file` as the name.
 */
export function readPngHeader(bytes: Uint8Array, file: string): PngHeader {
  if (bytes.length < 33) throw truncated(file, 'the PNG header is not complete');
  if (tagAt(bytes, 12) !== 'IHDR') throw damaged(file, 'the first PNG chunk is not IHDR');
  const depth = bytes[24] as number;
  const [colour, depths] = COLOURS[bytes[25] as number] ?? [];
  if (!colour || !depths?.includes(depth))
    throw damaged(file, `PNG colour type ${bytes[25]} with ${depth} bits does not exist`);
  if (bytes[26] !== 0 || bytes[27] !== 0 || (bytes[28] as number) > 1)
    throw damaged(file, 'the PNG header names an unknown compression, filter or interlace method');
  const isInterlaced = bytes[28] === 1;
  return { width: u32be(bytes, 16), height: u32be(bytes, 20), depth, colour, isInterlaced };
}

/**
 * Walks all chunks to IEND and checks the CRC of those that decide the pixels.
 *
 * Throws FileTruncated when the file ends within a chunk or before any data, FileDamaged for a wrong CRC or order.
 * O(file size).
 */
export function readPngChunks(bytes: Uint8Array<ArrayBuffer>, file: string): PngChunks {
  const header = readPngHeader(bytes, file);
  const data: Uint8Array<ArrayBuffer>[] = [];
  let palette: Uint8Array | null = null;
  let transparency: Uint8Array | null = null;
  const shown: Partial<Record<ShownChunk, Uint8Array<ArrayBuffer>>> = {};
  let isEndMissing = false;
  let at = PNG_SIGNATURE.length;
  for (;;) {
    const length = u32be(bytes, at);
    const end = at + 12 + length;
    if (at + 12 > bytes.length && data.length > 0) {
      isEndMissing = true; // whether the rows are all there shows when they are inflated
      break;
    }
    if (at + 12 > bytes.length) throw truncated(file, 'there is no IEND chunk');
    const type = tagAt(bytes, at + 4);
    if (!/^[A-Za-z]{4}$/.test(type)) throw damaged(file, `a PNG chunk has no name at byte ${at}`);
    if (end > bytes.length) throw truncated(file, `chunk ${type} has fewer than ${length} bytes`);
    if (/IHDR|PLTE|tRNS|IDAT|IEND/.test(type)) {
      if (crc32(bytes, at + 4, end - 4) !== u32be(bytes, end - 4))
        throw damaged(file, `the checksum of chunk ${type} at byte ${at} is wrong`);
    }
    const content = bytes.subarray(at + 8, end - 4);
    if (type === 'IDAT') data.push(content);
    else if (type === 'PLTE') palette = content;
    else if (type === 'tRNS') transparency = content;
    else if (type === 'IEND') break;
    else if (isShownChunk(type)) shown[type] ??= content;
    at = end;
  }
  if (data.length === 0) throw damaged(file, 'there is no IDAT chunk');
  if (header.colour === 'palette' && !palette?.length) throw damaged(file, 'there is no palette');
  return { header, palette, transparency, data, shown, isEndMissing };
}
