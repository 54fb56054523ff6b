import { acceptOf } from '@/io/formats/accept';
import { openable } from '@/io/formats/openable';
import { chooseFiles } from './choose-files';
import { openFiles } from './open-images';

/** Asks the person for pictures with the system's file dialog. */
export async function pickFiles(): Promise<void> {
  const files = await chooseFiles(`image/*,${acceptOf(openable)}`, true);
  if (files.length > 0) void openFiles(files);
}
