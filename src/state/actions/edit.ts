import { applyPatch, diffLabels, type Patch, recordEdit, revertPatch } from '@/core/patch';
import type { Rect } from '@/core/types';
import { pushStep, type Step, takeRedo, takeUndo } from '@/state/history';
import type { MessageKey } from '@/state/messages/translate';
import { announce, arraysOf, composeRect, editableArrays } from '@/state/pixels';
import { useStore } from '@/state/store';
import { applySettings } from './adjust-mask';
import { countReviewed, noteHistory } from './facts';

/** An edit under way: rows are written at once and seen at once; nothing is kept until `finish`. */
export interface Edit {
  /** Labels as they are now, the edit included. */
  readonly labels: Uint16Array;
  /** Must be told of a rectangle before rows in it are written. */
  willChange(rect: Rect): void;
  /** Gives pixels start ≤ column < end of a row a label; 0 takes them away. */
  writeRow(y: number, start: number, end: number, label: number): void;
  /** Shows what was written in a rectangle. */
  show(rect: Rect): void;
  /** Makes one undoable step of it; nothing when no pixel changed. */
  finish(label: MessageKey, also?: Omit<Step, 'label' | 'patch'>): void;
  /** Takes everything back without a trace. */
  cancel(): void;
}

export function startEdit(imageId: string): Edit {
  const { size, edits, reviewed } = editableArrays(imageId);
  const recording = recordEdit(size, edits);
  return {
    labels: reviewed,
    willChange: recording.willChange,
    writeRow(y, start, end, label) {
      const row = y * size.width;
      edits.fill(label + 1, row + start, row + end);
      reviewed.fill(label, row + start, row + end);
    },
    show: (rect) => announce(imageId, rect),
    finish(label, also = {}) {
      const patch = recording.finish();
      if (!patch && !also.clicks && !also.classes) return;
      // New AI labels may have come in meanwhile.
      if (patch) composeRect(imageId, patch.rect);
      commitStep(imageId, { label, patch, ...also });
    },
    cancel() {
      const patch = recording.finish();
      if (!patch) return;
      revertPatch(size, edits, patch);
      composeRect(imageId, patch.rect);
    },
  };
}

/**
 * Makes the reviewed labels of a rectangle `wanted`, as one step. Pixels that are so already
 * stay untouched.
 *
 * @param wanted labels of `rect`, row-major
 */
export function replaceLabels(
  imageId: string,
  rect: Rect,
  wanted: Uint16Array,
  label: MessageKey,
  also: Omit<Step, 'label' | 'patch'> = {},
): void {
  const edit = startEdit(imageId);
  const own = editableArrays(imageId);
  edit.willChange(rect);
  for (let y = 0; y < rect.height; y++) {
    const row = (rect.y + y) * own.size.width + rect.x;
    const from = y * rect.width;
    for (let x = 0; x < rect.width; x++) {
      const next = wanted[from + x] as number;
      if (own.reviewed[row + x] === next) continue;
      own.reviewed[row + x] = next;
      own.edits[row + x] = next + 1;
    }
  }
  edit.finish(label, also);
}

/** Forgets every edit of the active image, as one step that can be undone. */
export function backToAi(imageId: string): void {
  const own = arraysOf(imageId);
  if (!own?.edits) return;
  const untouched = new Uint16Array(own.edits.length);
  const patch = diffLabels(own.size, own.edits, untouched);
  if (!patch) return;
  applyPatch(own.size, own.edits, patch);
  composeRect(imageId, patch.rect);
  commitStep(imageId, { label: 'step.backToAi', patch });
}

/** Keeps a step that has been done: undo, counts and the journal learn of it here. */
export function commitStep(imageId: string, step: Step): void {
  pushStep(imageId, step);
  showFacts(imageId, step, 'after');
}

export function undo(): void {
  const { activeId } = useStore.getState();
  const step = activeId ? takeUndo(activeId) : undefined;
  if (!activeId || !step) return;
  turnPatch(activeId, step.patch, revertPatch);
  showFacts(activeId, step, 'before');
  if (step.settings) void applySettings(activeId, step.settings.before);
}

export function redo(): void {
  const { activeId } = useStore.getState();
  const step = activeId ? takeRedo(activeId) : undefined;
  if (!activeId || !step) return;
  turnPatch(activeId, step.patch, applyPatch);
  showFacts(activeId, step, 'after');
  if (step.settings) void applySettings(activeId, step.settings.after);
}

function turnPatch(imageId: string, patch: Patch | null, turn: typeof applyPatch): void {
  if (!patch) return;
  const { size, edits } = editableArrays(imageId);
  turn(size, edits, patch);
  composeRect(imageId, patch.rect);
}

function showFacts(imageId: string, step: Step, side: 'before' | 'after'): void {
  const { updateImage } = useStore.getState();
  if (step.clicks) updateImage(imageId, { clicks: step.clicks[side] });
  if (step.classes) updateImage(imageId, { classes: step.classes[side] });
  noteHistory(imageId);
  if (step.patch) void countReviewed(imageId);
}
