import { createEmitter } from '@/core/emitter';
import type { Click } from '@/core/types';
import { type PackedPatch, packedPatchBytes } from '@/io/library/packed-patch';
import type { DeriveSettings } from '@/pixels/protocol';
import type { MessageKey } from '@/state/text/translate';

/** A value before and after a step. */
export interface Turn<T> {
  readonly before: T;
  readonly after: T;
}

/** One undoable gesture on one image: any of these facts, together. */
export interface Step {
  /** What was done, for the undo button and the journal. */
  readonly label: MessageKey;
  /** Change of the edits layer; `null` when no pixel was decided by hand. */
  readonly patch: PackedPatch | null;
  /** Change of the owners layer, when objects were deleted, merged or split. */
  readonly owners?: PackedPatch;
  /**
   * While clicks count: all that was written by hand, as a patch of an untouched layer. Where a click
   * had made it so already the edits do not change, and it must still outlive that click.
   */
  readonly decided?: PackedPatch;
  readonly settings?: Turn<DeriveSettings>;
  readonly clicks?: Turn<readonly Click[]>;
  readonly classes?: Turn<Readonly<Record<number, string>>>;
  /** The label that the next hand-made object gets, when the step made some. */
  readonly nextLabel?: Turn<number>;
}

/** Steps that the image being edited keeps whatever they take: about 0.3 MB for a change of 5,000 nuclei. */
export const MIN_STEPS = 100;
/** Steps kept for each image; the oldest goes first. */
const MAX_STEPS = 200;
/** Above it, over all images, steps go: of the image edited longest ago first. */
export const MAX_BYTES = 256e6;
/** Memory of one entry of a table of classes; its text is shared. */
const CLASS_BYTES = 32;

export interface Timeline {
  readonly steps: Step[];
  /** Steps that are done; those after it were undone. */
  done: number;
}

/** What happened to a timeline; `amend` replaced its newest done step. */
export type HistoryEvent =
  | { readonly kind: 'step' | 'amend'; readonly step: Step }
  | { readonly kind: 'undo' | 'redo' };

/** The image edited longest ago comes first. */
const timelines = new Map<string, Timeline>();
/** Memory of the steps of all of them. */
let heldBytes = 0;
const happened = createEmitter<[imageId: string, event: HistoryEvent]>();

/** Calls `listener` at each event, in its order, before the step's caller goes on. */
export const onHistory = happened.on;

/** Adds a step that has been done; what was undone before it is gone. */
export function pushStep(imageId: string, step: Step): void {
  const line = timelineOf(imageId);
  heldBytes -= bytesOfLine(line);
  addStep(line, step);
  putLast(imageId, line);
  happened.emit(imageId, { kind: 'step', step });
}

/**
 * The rule of `pushStep` for a timeline alone. It never drops what `pushStep` keeps, so that a journal
 * that is added up with it knows every step that an undo took back.
 */
export function addStep(line: Timeline, step: Step): void {
  line.steps.splice(line.done, line.steps.length, step);
  line.done = line.steps.length;
  while (
    line.steps.length > MAX_STEPS ||
    (line.steps.length > MIN_STEPS && bytesOfLine(line) > MAX_BYTES)
  )
    dropOldest(line);
}

/** Counts a timeline that is not counted yet, as the one edited last: others make room for its steps. */
function putLast(imageId: string, line: Timeline): void {
  timelines.delete(imageId);
  timelines.set(imageId, line);
  heldBytes += bytesOfLine(line);
  for (const each of timelines.values()) {
    if (heldBytes <= MAX_BYTES) break;
    // The last one stays: what can be undone at all does not change while nobody looks.
    while (heldBytes > MAX_BYTES && each !== line && each.done > 1) heldBytes -= dropOldest(each);
  }
}

/** @returns the bytes that it held */
function dropOldest(line: Timeline): number {
  const oldest = line.steps.shift() as Step;
  line.done--;
  return bytesOf(oldest);
}

/** The step to revert, now counted as undone; `undefined` when there is none. */
export function takeUndo(imageId: string): Step | undefined {
  const line = timelineOf(imageId);
  if (line.done === 0) return undefined;
  const step = line.steps[--line.done];
  happened.emit(imageId, { kind: 'undo' });
  return step;
}

/** The step to do again, now counted as done; `undefined` when there is none. */
export function takeRedo(imageId: string): Step | undefined {
  const line = timelineOf(imageId);
  if (line.done === line.steps.length) return undefined;
  const step = line.steps[line.done++];
  happened.emit(imageId, { kind: 'redo' });
  return step;
}

/** The step that an undo would revert. */
export function newestStep(imageId: string): Step | undefined {
  const line = timelineOf(imageId);
  return line.steps[line.done - 1];
}

/**
 * The done steps since the first of the clicks that count now, oldest first; the kept ones of them
 * when the first is too old to be kept.
 */
export function stepsSinceFirstClick(imageId: string): readonly Step[] {
  const line = timelineOf(imageId);
  const done = line.steps.slice(0, line.done);
  const first = done.findLastIndex(
    ({ clicks }) => clicks?.before.length === 0 && clicks.after.length > 0,
  );
  return done.slice(Math.max(0, first));
}

/** Replaces the newest done step, for gestures that grow such as dragging a slider. */
export function amendStep(imageId: string, step: Step): void {
  const line = timelineOf(imageId);
  heldBytes -= bytesOfLine(line);
  line.steps[line.done - 1] = step;
  heldBytes += bytesOfLine(line);
  happened.emit(imageId, { kind: 'amend', step });
}

/** Whether the image has a step to take back. */
export function canUndo(imageId: string): boolean {
  return timelineOf(imageId).done > 0;
}

/** Whether the image has a step to do again. */
export function canRedo(imageId: string): boolean {
  const line = timelineOf(imageId);
  return line.done < line.steps.length;
}

/** Drops the steps of a closed image. */
export function forgetHistory(imageId: string): void {
  const line = timelines.get(imageId);
  if (line) heldBytes -= bytesOfLine(line);
  timelines.delete(imageId);
}

/** Puts a timeline read from storage in the place of the image's own. */
export function restoreTimeline(imageId: string, line: Timeline): void {
  forgetHistory(imageId);
  putLast(imageId, line);
}

/** All steps of an image, and how many of them are done; an empty line for one without. */
export function timelineOf(imageId: string): Timeline {
  let line = timelines.get(imageId);
  if (!line) {
    line = { steps: [], done: 0 };
    timelines.set(imageId, line);
  }
  return line;
}

/** A timeline of its own: what happens to the other from now on is not in it. */
export function copyTimeline({ steps, done }: Timeline): Timeline {
  return { steps: [...steps], done };
}

function bytesOfLine({ steps }: Timeline): number {
  return steps.reduce((sum, step) => sum + bytesOf(step), 0);
}

/** Steps never change, and tables of thousands of classes take long to count. */
const bytesOfSteps = new WeakMap<Step, number>();

function bytesOf(step: Step): number {
  const known = bytesOfSteps.get(step);
  if (known !== undefined) return known;
  const { patch, owners, decided, classes } = step;
  // The table before is that of a step before.
  let bytes = classes ? Object.keys(classes.after).length * CLASS_BYTES : 0;
  for (const each of [patch, owners, decided]) if (each) bytes += packedPatchBytes(each);
  bytesOfSteps.set(step, bytes);
  return bytes;
}
