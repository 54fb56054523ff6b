import type { Size } from '@/core/types';
import { u16be } from '@/io/bytes';
import { damaged, truncated, unsupported } from '@/io/refusals';
import { hasEveryMcu, type ScanParts } from './entropy-data';

/** JPEG markers: ITU-T T.81, table B.1. */
const SOF_BASELINE = 0xc0;
const SOF_PROGRESSIVE = 0xc2;
const DHT = 0xc4;
const JPG = 0xc8;
const DAC = 0xcc;
const SOF_LAST = 0xcf;
const RST_FIRST = 0xd0;
const RST_LAST = 0xd7;
const EOI = 0xd9;
const SOS = 0xda;

/** Facts from the markers of a JPEG. */
export interface JpegStructure {
  /** As stored, before EXIF orientation. */
  readonly size: Size;
  /** Every pixel is there, but the end marker is missing: a decoder needs one appended. */
  readonly isEndMissing: boolean;
  /** Zeros between two segments: not allowed by the standard, skipped by every viewer. */
  readonly isPadded: boolean;
}

/** The stored size; as `readJpegStructure`. */
export function readJpegSize(bytes: Uint8Array, file: string): Size {
  return readJpegStructure(bytes, file).size;
}

/**
 * Reads the size and walks the markers to the end of the image. A decoder would fill the missing
 * part of a cut file with grey, without a word.
 *
 * Throws FileTruncated when pixels are missing (in a progressive JPEG: without an end marker),
 * FileUnsupported for lossless, arithmetic-coded and 12-bit JPEG, FileDamaged otherwise. O(file
 * size).
 */
export function readJpegStructure(bytes: Uint8Array, file: string): JpegStructure {
  let size: Size | null = null;
  let isPadded = false;
  const huffmanTables: number[] = [];
  let frame = 0;
  let scan = 0;
  let at = 2;
  for (;;) {
    if (isEndMissing(bytes, at, { frame, huffmanTables, scan }))
      return { size: checkFrame(size, file), isEndMissing: true, isPadded };
    const padding = skipZeros(bytes, at);
    if (padding > at) isPadded = true;
    at = nextMarker(bytes, padding, file);
    const marker = bytes[at + 1] as number;
    if (marker === EOI) break;
    if (at + 4 > bytes.length) throw truncated(file, `JPEG segment at byte ${at} is cut`);
    const length = u16be(bytes, at + 2);
    if (length < 2) throw damaged(file, `JPEG segment ${marker} at byte ${at} has no length`);
    const end = at + 2 + length;
    if (end > bytes.length) throw truncated(file, `JPEG segment at byte ${at} is cut`);
    if (isFrame(marker)) {
      size = readFrame(bytes, at, marker, file);
      frame = at;
    } else if (marker === DHT) huffmanTables.push(at);
    else if (marker === SOS) scan = at;
    at = marker === SOS ? skipEntropyData(bytes, end) : end;
  }
  return { size: checkFrame(size, file), isEndMissing: false, isPadded };
}

function checkFrame(size: Size | null, file: string): Size {
  if (!size) throw damaged(file, 'the JPEG has no frame');
  return size;
}

/** Whether the file ends with compressed data that is complete. Progressive scans are not walked. */
function isEndMissing(bytes: Uint8Array, at: number, parts: ScanParts): boolean {
  const isAtEnd = at >= bytes.length || (at === bytes.length - 1 && bytes[at] === 0xff);
  const isSequential = bytes[parts.frame + 1] !== SOF_PROGRESSIVE;
  return isAtEnd && parts.scan > 0 && parts.frame > 0 && isSequential && hasEveryMcu(bytes, parts);
}

/** Position of the first byte from `at` on that is not zero. */
function skipZeros(bytes: Uint8Array, at: number): number {
  let end = at;
  while (bytes[end] === 0) end++;
  return end;
}

/** Position of the 0xFF of the marker at `at`, fill bytes skipped. */
function nextMarker(bytes: Uint8Array, at: number, file: string): number {
  if (at < bytes.length && bytes[at] !== 0xff)
    throw damaged(file, `a JPEG marker is missing at byte ${at}`);
  let marker = at;
  while (bytes[marker + 1] === 0xff) marker++;
  if (marker + 1 >= bytes.length) throw truncated(file, 'the JPEG has no end marker');
  return marker;
}

/** Position of the first real marker after compressed data, or the end of the file. */
function skipEntropyData(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    const isData = next === 0 || next === 0xff || (next >= RST_FIRST && next <= RST_LAST);
    if (!isData) return at;
  }
  return bytes.length;
}

function isFrame(marker: number): boolean {
  const isTable = marker === DHT || marker === JPG || marker === DAC;
  return marker >= SOF_BASELINE && marker <= SOF_LAST && !isTable;
}

function readFrame(bytes: Uint8Array, at: number, marker: number, file: string): Size {
  // Frames 0–2 are Huffman-coded DCT; the others are lossless, differential or arithmetic-coded.
  if (marker > SOF_PROGRESSIVE) throw unsupported(file, 'lossless or arithmetic-coded JPEG');
  if (bytes[at + 4] !== 8) throw unsupported(file, `${bytes[at + 4]}-bit JPEG`);
  return { width: u16be(bytes, at + 7), height: u16be(bytes, at + 5) };
}
