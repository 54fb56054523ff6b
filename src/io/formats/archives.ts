import { tagAt, u16le } from '@/io/bytes';
import type { Format } from './format';
import { hasMagic } from './formats';

/** A kind of file that holds more than images. */
export type Archive<Id extends string = string> = Pick<
  Format<Id>,
  'id' | 'title' | 'mime' | 'extensions' | 'isIn'
>;

/** Keeps the ids for the compiler. */
function rows<const Id extends string>(list: readonly Archive<Id>[]): readonly Archive<Id>[] {
  return list;
}

/**
 * THE table of archives that open. state/open says what happens with each. Earlier rows are tried
 * first.
 */
export const archives = rows([
  {
    id: 'session',
    title: 'Med-FastSAM session',
    mime: 'application/zip',
    extensions: ['.zip'],
    // A session holds only these files, so its first entry tells it from other ZIP files.
    isIn: (head) => /^(manifest\.json|images\/\d{4}\/\w+\.bin)$/.test(firstZipEntry(head)),
  },
]);

export type ArchiveId = (typeof archives)[number]['id'];

/** Whether a file is a ZIP archive, known here or not. */
export function isZip(head: Uint8Array): boolean {
  return hasMagic(head, 0, 'PK\x03\x04');
}

/**
 * Path of the first file in a ZIP archive; '' for an empty archive and for any other file.
 *
 * Source: APPNOTE.TXT, section 4.3.7, local file header.
 */
export function firstZipEntry(head: Uint8Array): string {
  return isZip(head) ? tagAt(head, 30, u16le(head, 26)) : '';
}
