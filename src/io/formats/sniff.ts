import { brandsOf, type FormatId, formats, hasMagic } from './formats';

/** The content of a file: an image format that we decode, or the name of something else. */
export type Sniffed =
  | { readonly format: FormatId }
  | { readonly format: null; readonly looksLike: string };

/** Bytes at the start of a file that `sniff` needs. */
export const SNIFF_BYTES = 4096;

/** Magic numbers of formats that we do not decode: [offset, bytes as characters, name]. */
const OTHERS: readonly (readonly [number, string, string])[] = [
  [128, 'DICM', 'DICOM'],
  [0, 'II*\0', 'TIFF'],
  [0, 'MM\0*', 'TIFF'],
  [0, 'II+\0', 'BigTIFF'],
  [0, 'MM\0+', 'BigTIFF'],
  [0, '%PDF-', 'PDF'],
  [0, 'PK\x03\x04', 'ZIP'],
  [0, '\x1f\x8b', 'GZIP'],
  [0, '7z\xbc\xaf\x27\x1c', '7z'],
  [0, 'Rar!\x1a\x07', 'RAR'],
  [0, '8BPS', 'Photoshop'],
  [0, '\0\0\0\x0cjP  ', 'JPEG 2000'],
  [0, '\xff\x4f\xff\x51', 'JPEG 2000'],
  [0, '\0\0\0\x0cJXL ', 'JPEG XL'],
  [0, '\xff\x0a', 'JPEG XL'],
  [0, '\0\0\x01\0', 'ICO'],
  [0, '\x89HDF\r\n\x1a\n', 'HDF5'],
  [344, 'n+1\0', 'NIfTI'],
  [344, 'ni1\0', 'NIfTI'],
];

/** Major and compatible brands of the ISO base media format. */
const BRANDS: readonly (readonly [RegExp, string])[] = [
  [/hei[cxms]|hev[cxms]|mif1|msf1/, 'HEIC'],
  [/crx /, 'Canon RAW'],
  [/./s, 'video'],
];

/**
 * Identifies a file by its content alone: names and MIME types are often wrong.
 *
 * @param head the first bytes, `SNIFF_BYTES` of them or the whole file if shorter
 */
export function sniff(head: Uint8Array): Sniffed {
  const strong = formats.find(({ isWeak, isIn }) => !isWeak && isIn(head));
  if (strong) return { format: strong.id };
  const other = nameOther(head);
  if (other) return { format: null, looksLike: other };
  const weak = formats.find(({ isWeak, isIn }) => isWeak && isIn(head));
  return weak ? { format: weak.id } : { format: null, looksLike: sniffText(head) };
}

/** The name of a format with a known signature that we do not decode. */
function nameOther(head: Uint8Array): string | undefined {
  if (hasMagic(head, 0, 'RIFF')) return hasMagic(head, 8, 'AVI ') ? 'video' : 'sound';
  const brands = brandsOf(head);
  if (hasMagic(head, 4, 'ftyp')) return BRANDS.find(([p]) => p.test(brands))?.[1] ?? 'unknown';
  return OTHERS.find(([at, magic]) => hasMagic(head, at, magic))?.[2];
}

function sniffText(head: Uint8Array): string {
  const text = new TextDecoder().decode(head).toLowerCase();
  if (text.includes('<svg')) return 'SVG';
  if (/^\s*(<!doctype html|<html|<head|<body)/.test(text)) return 'HTML';
  if (text.trimStart().startsWith('<?xml')) return 'XML';
  // Only printable characters and white space. The last character may be cut in the middle.
  return /^[\t\n\r\x20-\x7e\u00a0-\ufffc]*\ufffd?$/.test(text) ? 'text' : 'unknown';
}
