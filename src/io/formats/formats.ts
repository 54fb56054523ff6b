import { tagAt, u32be } from '@/io/bytes';
import type { Format } from './format';

/** Whether the bytes from `at` on are these characters, one byte each. */
export function hasMagic(head: Uint8Array, at: number, magic: string): boolean {
  return tagAt(head, at, magic.length) === magic;
}

/** Major and compatible brands of an ISO base media file; '' for any other. */
export function brandsOf(head: Uint8Array): string {
  return hasMagic(head, 4, 'ftyp') ? tagAt(head, 8, Math.min(u32be(head, 0), 256) - 8) : '';
}

/** Keeps the ids for the compiler. */
function rows<const Id extends string>(list: readonly Format<Id>[]): readonly Format<Id>[] {
  return list;
}

/**
 * THE table of image formats that open. Sniffing, the lists of every file picker, the manifest and
 * the texts that name formats follow from it. Earlier rows are tried first.
 */
export const formats = rows([
  {
    id: 'png',
    title: 'PNG',
    mime: 'image/png',
    extensions: ['.png'],
    isIn: (head) => hasMagic(head, 0, '\x89PNG\r\n\x1a\n'),
  },
  {
    id: 'jpeg',
    title: 'JPEG',
    mime: 'image/jpeg',
    extensions: ['.jpg', '.jpeg'],
    isLossy: true,
    isIn: (head) => hasMagic(head, 0, '\xff\xd8\xff'),
  },
  {
    id: 'webp',
    title: 'WebP',
    mime: 'image/webp',
    extensions: ['.webp'],
    isLossy: true,
    isIn: (head) => hasMagic(head, 0, 'RIFF') && hasMagic(head, 8, 'WEBP'),
  },
  {
    id: 'bmp',
    title: 'BMP',
    mime: 'image/bmp',
    extensions: ['.bmp'],
    isWeak: true,
    // The reserved words of the header are 0 in every real BMP.
    isIn: (head) => hasMagic(head, 0, 'BM') && u32be(head, 6) === 0,
  },
  {
    id: 'gif',
    title: 'GIF',
    mime: 'image/gif',
    extensions: ['.gif'],
    isIn: (head) => hasMagic(head, 0, 'GIF87a') || hasMagic(head, 0, 'GIF89a'),
  },
  {
    id: 'avif',
    title: 'AVIF',
    mime: 'image/avif',
    extensions: ['.avif'],
    isLossy: true,
    isIn: (head) => /avif|avis/.test(brandsOf(head)),
  },
]);

export type FormatId = (typeof formats)[number]['id'];

/** The row with this id. */
export function formatById(id: FormatId): Format<FormatId> {
  const format = formats.find((row) => row.id === id);
  if (!format) throw new Error(`There is no format "${id}" in formats.ts`);
  return format;
}
