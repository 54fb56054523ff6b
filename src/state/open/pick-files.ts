import { chooseFiles } from './choose-files';
import { openFiles } from './open-images';

/** Asks the person for pictures with the system's file dialog. */
export async function pickFiles(): Promise<void> {
  const files = await chooseFiles('image/*', true);
  if (files.length > 0) void openFiles(files);
}
