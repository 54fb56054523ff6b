import { named } from '@/core/errors';
import { type ArchiveId, archives, isZip } from '@/io/formats/archives';
import { formats } from '@/io/formats/formats';
import { SNIFF_BYTES } from '@/io/formats/sniff';
import { openPictures, type Picture } from '@/state/list/list-images';
import { notifyFailure } from '@/state/store/notify-failure';
import { pixels } from '@/state/store/services';
import { openSession } from './open-session';

/** What to do with each archive of the table. */
const openers: Readonly<Record<ArchiveId, (file: File) => Promise<void>>> = {
  session: openSession,
};

/** The kind of a file, by its content. */
type Found =
  | { readonly kind: 'pictures'; readonly pictures: readonly Picture[] }
  | { readonly kind: 'archive'; readonly file: File; readonly id: ArchiveId }
  | { readonly kind: 'other archive'; readonly file: File };

/**
 * THE door: everything that is dropped, pasted, chosen, shared, opened with the app or taken from
 * the samples comes in here. Files are sorted by content, never by name. All images are listed and
 * the first becomes active. Archives follow. A refused file does not block the others.
 *
 * @returns when everything is listed, and decoded or refused. Never rejects
 */
export async function openFiles(files: readonly File[]): Promise<void> {
  const found = await identifyAll(files);
  const opening = openPictures(
    found.flatMap((each) => (each.kind === 'pictures' ? each.pictures : [])),
  );
  for (const each of found) {
    if (each.kind === 'archive') await openers[each.id](each.file);
    else if (each.kind === 'other archive') refuseArchive(each.file);
  }
  await opening;
}

/** Files whose beginnings are asked for in one go: a folder of a thousand must not hold up the page. */
const FILES_AT_ONCE = 16;

async function identifyAll(files: readonly File[]): Promise<Found[]> {
  const found: Found[] = [];
  for (let from = 0; from < files.length; from += FILES_AT_ONCE)
    found.push(...(await Promise.all(files.slice(from, from + FILES_AT_ONCE).map(identify))));
  return found;
}

async function identify(file: File): Promise<Found> {
  try {
    const head = new Uint8Array(await file.slice(0, SNIFF_BYTES).arrayBuffer());
    const archive = archives.find(({ isIn }) => isIn(head));
    if (archive) return { kind: 'archive', file, id: archive.id };
    if (isZip(head)) return { kind: 'other archive', file };
    const holdsMany = formats.find(({ isIn }) => isIn(head))?.holdsMany;
    return picturesOf(file, holdsMany ? await pixels().countFrames(file, file.name) : 1);
  } catch {
    return picturesOf(file, 1); // opening it meets the same failure, and shows it with the image
  }
}

function picturesOf(file: File, count: number): Found {
  const pictures = Array.from({ length: Math.max(1, count) }, (_, frame) => ({
    file: count <= 1 ? file : new File([file], frameName(file.name, frame), { type: file.type }),
    frame,
  }));
  return { kind: 'pictures', pictures };
}

/** `stack [2].tif` for the second picture of `stack.tif`. */
export function frameName(name: string, frame: number): string {
  const [, stem = '', extension = ''] = /^(.*?)(\.[^.]{1,5})?$/s.exec(name) ?? [];
  return `${stem} [${frame + 1}]${extension}`;
}

function refuseArchive({ name }: File): void {
  const error = named('ArchiveUnknown', `${name} is a ZIP file and no session`, { file: name });
  notifyFailure(error, { message: 'notice.failure' });
}
