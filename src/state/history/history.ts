import { createEmitter } from '@/core/emitter';
import type { Click } from '@/core/types';
import { type PackedPatch, packedPatchBytes } from '@/io/library/packed-patch';
import type { DeriveSettings } from '@/pixels/protocol';
import type { MessageKey } from '@/state/text/translate';

/** A value before and after a step. */
export interface BeforeAfter<T> {
  readonly before: T;
  readonly after: T;
}

/** One undoable change of one image: any of these facts, together. */
export interface Step {
  /** What was done, for the undo button and the journal. */
  readonly label: MessageKey;
  /** Change of the edits layer; `null` when no pixel was edited by hand. */
  readonly patch: PackedPatch | null;
  /** Change of the owners layer, when objects were deleted, merged or split. */
  readonly owners?: PackedPatch;
  /**
   * While clicks count: everything written by hand, as a patch of an untouched layer. Where a click
   * had already given a pixel its label, the edits do not change, but the hand's decision must
   * outlive that click.
   */
  readonly decided?: PackedPatch;
  readonly settings?: BeforeAfter<DeriveSettings>;
  readonly clicks?: BeforeAfter<readonly Click[]>;
  readonly classes?: BeforeAfter<Readonly<Record<number, string>>>;
  /** The label that the next hand-made object gets, when the step made some. */
  readonly nextLabel?: BeforeAfter<number>;
}

/**
 * The image being edited keeps at least this many steps, whatever their size: about 0.3 MB for a
 * change of 5,000 nuclei.
 */
export const MIN_STEPS = 100;
/** Steps kept for each image; the oldest goes first. */
const MAX_STEPS = 200;
/** Above this total over all images steps are dropped, first from the image edited longest ago. */
export const MAX_BYTES = 256e6;
/** Memory of one entry of a table of classes; its text is shared. */
const CLASS_BYTES = 32;

export interface Timeline {
  readonly steps: Step[];
  /** The number of done steps; later ones were undone. */
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

/** Calls `listener` at each event, in order, before the caller of the step continues. */
export const onHistory = happened.on;

/** Adds a done step. Steps that were undone before it are dropped. */
export function pushStep(imageId: string, step: Step): void {
  const line = timelineOf(imageId);
  heldBytes -= bytesOfLine(line);
  addStep(line, step);
  putLast(imageId, line);
  happened.emit(imageId, { kind: 'step', step });
}

/**
 * The rule of `pushStep` for a timeline alone. It never drops a step that `pushStep` keeps. So a
 * journal that is replayed with it knows every step that was undone.
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

/** Starts to count a timeline, as the one edited last. Others make room for its steps. */
function putLast(imageId: string, line: Timeline): void {
  timelines.delete(imageId);
  timelines.set(imageId, line);
  heldBytes += bytesOfLine(line);
  for (const each of timelines.values()) {
    if (heldBytes <= MAX_BYTES) break;
    // The last step stays, so that whether undo is possible does not change unseen.
    while (heldBytes > MAX_BYTES && each !== line && each.done > 1) heldBytes -= dropOldest(each);
  }
}

/** @returns the bytes that it freed */
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
 * The done steps since the first click that counts now, oldest first. If that one is too old to be
 * kept, those that are kept.
 */
export function stepsSinceFirstClick(imageId: string): readonly Step[] {
  const line = timelineOf(imageId);
  const done = line.steps.slice(0, line.done);
  const first = done.findLastIndex(
    ({ clicks }) => clicks?.before.length === 0 && clicks.after.length > 0,
  );
  return done.slice(Math.max(0, first));
}

/** Replaces the newest done step, for changes that grow, as while a slider is held. */
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

/** Replaces the image's timeline by one read from storage. */
export function restoreTimeline(imageId: string, line: Timeline): void {
  forgetHistory(imageId);
  putLast(imageId, line);
}

/** All steps of an image, and how many of them are done; an empty timeline if there are none. */
export function timelineOf(imageId: string): Timeline {
  let line = timelines.get(imageId);
  if (!line) {
    line = { steps: [], done: 0 };
    timelines.set(imageId, line);
  }
  return line;
}

/** A copy: later changes of the other timeline do not reach it. */
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
