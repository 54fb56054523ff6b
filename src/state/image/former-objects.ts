import type { FormerObjects } from '@/pixels/protocol';
import { type Step, timelineOf } from '@/state/history/history';
import { imageById, useStore } from '@/state/store/store';
import { arraysOf, reviewedRuns } from './layers';

/**
 * The objects whose numbers a new mask of the image takes over. `null` if no edit, class, selection
 * or undo step names an object.
 */
export function formerObjects(imageId: string): FormerObjects | null {
  const own = arraysOf(imageId);
  const image = imageById(imageId);
  if (!own || !image) return null;
  const named = labelsOf(image.classes);
  for (const step of timelineOf(imageId).steps) nameIn(step, named);
  const { activeId, selection } = useStore.getState();
  if (activeId === imageId) for (const label of selection) named.add(label);
  if (!own.edits && named.size === 0) return null;
  return { ai: own.aiRuns, reviewed: reviewedRuns(imageId, own), named: [...named] };
}

function labelsOf(classes: Readonly<Record<number, string>>): Set<number> {
  return new Set(Object.keys(classes).map(Number));
}

/** Adds the labels that a step would bring back. */
function nameIn({ patch, owners, decided, classes }: Step, named: Set<number>): void {
  for (const layer of [patch, owners, decided]) {
    // Values of edits or owners: 0 = untouched, else label + 1.
    for (const value of layer?.kinds ?? []) if (value > 1) named.add(value - 1);
  }
  for (const side of classes ? [classes.before, classes.after] : [])
    for (const label of labelsOf(side)) named.add(label);
}
