import { createEmitter } from '@/core/emitter';
import { undoFacts } from '@/state/history/unfinished';
import { imageById, updateImage } from '@/state/store/store';

/**
 * What happened to a reviewed mask.
 *
 * - `changed`: a person or the model made another one of it.
 * - `changing`: a person chose other settings. `changed` follows with the labels.
 * - `restored`: it is what it was: shown again from storage, or a stroke was taken back.
 */
export type MaskChange = 'changed' | 'changing' | 'restored';

const changed = createEmitter<[imageId: string, change: MaskChange], Promise<void> | void>();

/** Calls `listener` after each change, in the call itself. `follow-masks.ts` lists who listens. */
export const onMaskChanged = changed.on;

/**
 * The one signal that a reviewed mask changed: whoever changes one calls it, once the labels are
 * written. It raises the image's revision.
 *
 * @returns resolves when everything that follows a mask has taken the change in
 */
export async function maskChanged(imageId: string, change: MaskChange): Promise<void> {
  noteRevision(imageId);
  await Promise.all(changed.emit(imageId, change));
}

/** Tells the store that an image's arrays or facts are others, and what can be undone now. */
export function noteRevision(imageId: string): void {
  const mask = imageById(imageId)?.mask;
  const changed = mask ? { mask: { ...mask, revision: mask.revision + 1 } } : {};
  updateImage(imageId, { ...undoFacts(imageId), ...changed });
}
