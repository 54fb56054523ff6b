import { createEmitter } from '@/core/emitter';
import { undoFacts } from '@/state/history/unfinished';
import { imageById, updateImage } from '@/state/store/store';

/**
 * What happened to a reviewed mask.
 *
 * - `changed`: the user or the model changed it.
 * - `changing`: the user chose other settings. `changed` follows with the labels.
 * - `restored`: it is as before: shown again from storage, or a stroke was taken back.
 */
export type MaskChange = 'changed' | 'changing' | 'restored';

const changed = createEmitter<[imageId: string, change: MaskChange], Promise<void> | void>();

/** Calls `listener` after each change, in the call itself. `follow-masks.ts` lists who listens. */
export const onMaskChanged = changed.on;

/**
 * The one signal that a reviewed mask changed. Call it once the labels are written. It raises the
 * image's revision.
 *
 * @returns resolves when everything that follows a mask has handled the change
 */
export async function maskChanged(imageId: string, change: MaskChange): Promise<void> {
  noteRevision(imageId);
  await Promise.all(changed.emit(imageId, change));
}

/** Tells the store that an image's arrays or facts have changed, and whether undo is possible. */
export function noteRevision(imageId: string): void {
  const mask = imageById(imageId)?.mask;
  const changed = mask ? { mask: { ...mask, revision: mask.revision + 1 } } : {};
  updateImage(imageId, { ...undoFacts(imageId), ...changed });
}
