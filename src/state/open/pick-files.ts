import { acceptOf } from '@/io/formats/accept';
import { archives } from '@/io/formats/archives';
import { formats } from '@/io/formats/formats';
import { openable } from '@/io/formats/openable';
import { loadMask, type MaskRole } from '@/state/review/reference';
import { chooseFiles } from './choose-files';
import { openFiles } from './open-files';

/**
 * Asks the user for files with the system's dialog. It offers every image: a refusal explains more
 * than a greyed-out name.
 */
export async function pickFiles(): Promise<void> {
  await openFiles(await chooseFiles(`image/*,${acceptOf(openable)}`, true));
}

/** Asks the user for a session file. */
export async function pickSession(): Promise<void> {
  await openFiles(await chooseFiles(acceptOf(archives.filter(({ id }) => id === 'session'))));
}

/** Asks for a mask of the active image's size and loads it. */
export async function pickMask(role: MaskRole): Promise<void> {
  const [file] = await chooseFiles(`image/*,${acceptOf(formats)}`);
  if (file) await loadMask(file, role);
}
