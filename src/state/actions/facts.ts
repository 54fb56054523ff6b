import { MAX_LABEL } from '@/core/types';
import type { ImageEntry, LabelFacts } from '@/state/document-slice';
import { gesturesOf } from '@/state/gestures';
import { canRedo, canUndo } from '@/state/history';
import { nextTurn } from '@/state/next-turn';
import { arraysOf, PIXELS_PER_TURN } from '@/state/pixels';
import { imageById, useStore } from '@/state/store';
import { compareWithReference } from './compare';

/** The newest count of each image: older ones stop when they see it. */
const counts = new Map<string, symbol>();

/** Tells the store what can be undone, and that the arrays have changed. */
export function noteHistory(imageId: string): void {
  const image = imageById(imageId);
  if (!image) return;
  useStore.getState().updateImage(imageId, { ...undoFacts(imageId), revision: image.revision + 1 });
}

/** Tells the store that something has begun or ended that an undo takes back; the mask is as it was. */
export function noteGestures(imageId: string): void {
  useStore.getState().updateImage(imageId, undoFacts(imageId));
}

function undoFacts(imageId: string): Pick<ImageEntry, 'canUndo' | 'canRedo'> {
  const isFree = gesturesOf(imageId).length === 0;
  return { canUndo: !isFree || canUndo(imageId), canRedo: isFree && canRedo(imageId) };
}

/**
 * Counts objects, area, edited and decided pixels and overlap with the AI of the reviewed labelmap,
 * and deselects objects that are gone, in turns that leave the page free. A later call for the same
 * image replaces an earlier one.
 */
export async function countReviewed(imageId: string): Promise<void> {
  const own = arraysOf(imageId);
  const image = imageById(imageId);
  if (!own || !image?.ai) return;
  if (!own.edits && !isAnySelected(imageId)) {
    counts.delete(imageId); // of a mask that had some
    useStore.getState().updateImage(imageId, {
      reviewed: image.ai,
      editedPx: 0,
      decidedPx: 0,
      diceToAi: 1,
    });
    await compareWithReference(imageId);
    return;
  }
  const turn = Symbol(imageId);
  counts.set(imageId, turn);
  const { ai, edits, reviewed } = own;
  const areaOf = new Uint32Array(MAX_LABEL + 1);
  let editedPx = 0;
  let decidedPx = 0;
  let inAi = 0;
  let inBoth = 0;
  for (let from = 0; from < reviewed.length; from += PIXELS_PER_TURN) {
    await nextTurn(); // the paint of what is counted goes first
    if (counts.get(imageId) !== turn) return;
    const to = Math.min(reviewed.length, from + PIXELS_PER_TURN);
    for (let i = from; i < to; i++) {
      const label = reviewed[i] as number;
      (areaOf[label] as number)++;
      const before = ai[i] as number;
      if (label !== before) editedPx++;
      if (edits && edits[i] !== 0) decidedPx++;
      if (before > 0) inAi++;
      if (before > 0 && label > 0) inBoth++;
    }
  }
  counts.delete(imageId);
  const counted = summarise(areaOf);
  const sum = inAi + counted.areaPx;
  const diceToAi = sum === 0 ? 1 : (2 * inBoth) / sum;
  useStore.getState().updateImage(imageId, { reviewed: counted, editedPx, decidedPx, diceToAi });
  if (isAnySelected(imageId)) selectOnly((label) => areaOf[label] !== 0);
  await compareWithReference(imageId);
}

function isAnySelected(imageId: string): boolean {
  const { activeId, selection, hoveredLabel } = useStore.getState();
  return activeId === imageId && (selection.length > 0 || hoveredLabel > 0);
}

/** Objects that are gone cannot stay selected; their classes wait for an undo. */
function selectOnly(isThere: (label: number) => boolean): void {
  const { selection, hoveredLabel, setView } = useStore.getState();
  if (!selection.every(isThere)) setView({ selection: selection.filter(isThere) });
  if (!isThere(hoveredLabel)) setView({ hoveredLabel: 0 });
}

function summarise(areaOf: Uint32Array): LabelFacts {
  let objectCount = 0;
  let areaPx = 0;
  for (let label = 1; label < areaOf.length; label++) {
    const area = areaOf[label] as number;
    if (area > 0) objectCount++;
    areaPx += area;
  }
  return { objectCount, areaPx };
}
