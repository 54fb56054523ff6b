import { tagAt, u16be, u16le, u32be, u32le } from '@/io/bytes';

/** EXIF orientation: 1 is upright, 6 needs a quarter turn clockwise. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const ORIENTATION_TAG = 0x0112;
const SHORT = 3;
const ENTRY_BYTES = 12;

/**
 * Where an EXIF block (a TIFF header and its first directory, EXIF 2.32 section 4.6.4) keeps the
 * orientation.
 *
 * @param exif with or without the leading `Exif\0\0`
 * @returns byte offset in `exif` and byte order; `null` where there is none
 */
export function findOrientation(
  exif: Uint8Array,
): { readonly at: number; readonly value: Orientation; readonly isLittle: boolean } | null {
  const start = tagAt(exif, 0, 6) === 'Exif\0\0' ? 6 : 0;
  const order = tagAt(exif, start, 2);
  if (order !== 'II' && order !== 'MM') return null;
  const isLittle = order === 'II';
  const u16 = isLittle ? u16le : u16be;
  const u32 = isLittle ? u32le : u32be;
  const directory = start + u32(exif, start + 4);
  const entries = Math.min(u16(exif, directory), Math.floor(exif.length / ENTRY_BYTES));
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + ENTRY_BYTES * i;
    if (u16(exif, entry) !== ORIENTATION_TAG || u16(exif, entry + 2) !== SHORT) continue;
    const value = u16(exif, entry + 8);
    const isKnown = value >= 1 && value <= 8 && entry + ENTRY_BYTES <= exif.length;
    return isKnown ? { at: entry + 8, value: value as Orientation, isLittle } : null;
  }
  return null;
}
