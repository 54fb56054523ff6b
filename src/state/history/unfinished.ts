import type { ImageEntry } from '@/state/store/document-slice';
import { updateImage, useStore } from '@/state/store/store';
import { canRedo, canUndo } from './history';

/**
 * Unfinished work on an image is not an undo step yet: an open stroke, a corner of an unfinished
 * line, a click that the model is working on, an edit that waits for the pixel worker. Each ends
 * exactly once.
 */
export interface Unfinished {
  /** Commits what can be kept as a step, now or when it is ready. Discards the rest. */
  settle(): void;
  /** Discards all of it. */
  cancel(): void;
}

/** Oldest first. */
const ofImages = new Map<string, readonly Unfinished[]>();

/** Notes that work has begun, and tells the store. Whoever begins it also calls `endUnfinished`, once. */
export function beginUnfinished(imageId: string, work: Unfinished): void {
  ofImages.set(imageId, [...unfinishedOf(imageId), work]);
  noteUndo(imageId);
}

/** Notes that work has ended, and tells the store. */
export function endUnfinished(imageId: string, work: Unfinished): void {
  const others = unfinishedOf(imageId).filter((other) => other !== work);
  if (others.length > 0) ofImages.set(imageId, others);
  else ofImages.delete(imageId);
  noteUndo(imageId);
}

/** The unfinished work on an image, oldest first. */
export function unfinishedOf(imageId: string): readonly Unfinished[] {
  return ofImages.get(imageId) ?? [];
}

/** Finishes unfinished work on an image when another becomes active. @returns stops it */
export function startSettling(): () => void {
  return useStore.subscribe((state, before) => {
    if (state.activeId === before.activeId || before.activeId === null) return;
    for (const work of unfinishedOf(before.activeId)) work.settle();
  });
}

/** Whether undo and redo are possible: undo takes back unfinished work before any step. */
export function undoFacts(imageId: string): Pick<ImageEntry, 'canUndo' | 'canRedo'> {
  const isFree = unfinishedOf(imageId).length === 0;
  return { canUndo: !isFree || canUndo(imageId), canRedo: isFree && canRedo(imageId) };
}

function noteUndo(imageId: string): void {
  updateImage(imageId, undoFacts(imageId));
}
