import { uniteRects } from '@/core/geometry';
import type { applyPatch, Patch } from '@/core/labels/patch';
import type { Rect } from '@/core/types';
import { packPatch, unpackPatch } from '@/io/library/packed-patch';
import { pushStep, type Step } from '@/state/history/history';
import { composeRect, editableArrays, editableOwners } from '@/state/image/layers';
import { maskChanged, noteRevision } from '@/state/image/mask-changed';
import { updateImage } from '@/state/store/store';

/** Changes in the layers of an image. */
export interface LayerChanges {
  readonly edits: Patch | null;
  readonly owners: Patch | null;
  /** See `Step.decided`. */
  readonly byHand?: Patch | null;
}

/** The rectangle that layers change in; `null` when none does. */
export function rectOf({ edits, owners }: LayerChanges): Rect | null {
  return uniteRects(edits?.rect ?? null, owners?.rect ?? null);
}

/** The changes in the form that a step keeps. */
export function packChanges(changes: LayerChanges): Pick<Step, 'patch' | 'owners' | 'decided'> {
  const { edits, owners, byHand } = changes;
  return {
    patch: edits && packPatch(edits),
    ...(owners ? { owners: packPatch(owners) } : {}),
    ...(byHand ? { decided: packPatch(byHand) } : {}),
  };
}

/** Applies or reverts changes and repaints the mask. */
export function writeChanges(
  imageId: string,
  changes: LayerChanges,
  write: typeof applyPatch,
): void {
  const { edits, owners } = changes;
  const rect = rectOf(changes);
  if (!rect) return;
  if (edits) write(editableArrays(imageId).edits, edits);
  if (owners) write(editableOwners(imageId), owners);
  composeRect(imageId, rect);
}

/** As `writeChanges`, with what a step keeps. */
export function writeStep(imageId: string, step: Step, write: typeof applyPatch): void {
  const { patch, owners } = step;
  const edits = patch && unpackPatch(patch);
  writeChanges(imageId, { edits, owners: owners ? unpackPatch(owners) : null }, write);
}

/** Adds a done step to the history. Undo, counts and the journal learn of it here. */
export function commitStep(imageId: string, step: Step): void {
  pushStep(imageId, step);
  showStep(imageId, step, 'after');
}

/** Tells the store an image's facts after a step, or before it. Its pixels are written already. */
export function showStep(imageId: string, step: Step, side: 'before' | 'after'): void {
  if (step.clicks) updateImage(imageId, { clicks: step.clicks[side] });
  if (step.classes) updateImage(imageId, { classes: step.classes[side] });
  if (step.nextLabel) updateImage(imageId, { nextLabel: step.nextLabel[side] });
  if (step.patch || step.owners) void maskChanged(imageId, 'changed');
  else noteRevision(imageId);
}
