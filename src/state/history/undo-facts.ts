import type { ImageEntry } from '@/state/store/document-slice';
import { canRedo, canUndo } from './history';
import { gesturesOf } from './unfinished';

/** What the undo and redo buttons of an image can do: unfinished work is taken back before any step. */
export function undoFacts(imageId: string): Pick<ImageEntry, 'canUndo' | 'canRedo'> {
  const isFree = gesturesOf(imageId).length === 0;
  return { canUndo: !isFree || canUndo(imageId), canRedo: isFree && canRedo(imageId) };
}
