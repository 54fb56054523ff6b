import { uniteRects } from '@/core/geometry';
import { crop } from '@/core/grid/crop';
import {
  applyPatch,
  diffLabels,
  type EditRecording,
  type Patch,
  recordEdit,
  revertPatch,
} from '@/core/labels/patch';
import type { Rect } from '@/core/types';
import { packPatch, unpackPatch } from '@/io/library/packed-patch';
import { pushStep, type Step, takeRedo, takeUndo } from '@/state/history/history';
import { beginUnfinished, endUnfinished, unfinishedOf } from '@/state/history/unfinished';
import {
  arraysOf,
  composeRect,
  editableArrays,
  editableOwners,
  showEdited,
} from '@/state/image/layers';
import { maskChanged, noteRevision } from '@/state/image/mask-changed';
import { imageById, useStore } from '@/state/store/store';
import type { MessageKey } from '@/state/text/translate';
import { applySettings } from './threshold';

/**
 * An edit under way: rows are written at once and seen at once; nothing is kept until `finish`.
 * It ends once, also by an undo, another edit or the image's closing: from then on it does nothing.
 */
export interface Edit {
  /** Labels as they are now, the edit included. */
  readonly labels: Uint16Array;
  readonly isOpen: boolean;
  /** Must be told of a rectangle before rows in it are written. */
  willChange(rect: Rect): void;
  /** Gives pixels start ≤ column < end of a row a label; 0 takes them away. To be shown after. */
  writeRow(y: number, start: number, end: number, label: number): void;
  /**
   * Gives a row to an object, 0 to none: its pixels are that object's as soon as a threshold makes the
   * AI's objects of them, and at once where they are objects by hand. Background by hand stays.
   */
  giveRow(y: number, start: number, end: number, label: number): void;
  /** Shows what was written in a rectangle. */
  show(rect: Rect): void;
  /** Makes one undoable step of it; nothing when no pixel changed, nor was said again over a click. */
  finish(): void;
  /** Takes everything back without a trace. */
  cancel(): void;
}

interface OpenEdit {
  readonly edit: Edit;
  readonly ended: Promise<void>;
}

/** The edit under way of each image: at most one, or their patches would not nest. */
const openEdits = new Map<string, OpenEdit>();

/** Begins an edit of an image that has a mask. One that is still open is finished before. */
export function startEdit(imageId: string, label: MessageKey): Edit {
  finishOpenEdit(imageId);
  const { size, edits, reviewed } = editableArrays(imageId);
  const recording = recordEdit(size, edits);
  const hasClicks = (imageById(imageId)?.clicks.length ?? 0) > 0;
  const decided = hasClicks ? new Uint16Array(edits.length) : null;
  const decisions = decided && recordEdit(size, decided);
  let owning: EditRecording | null = null;
  const firstLabel = nextLabelOf(imageId);
  let resolve = (): void => {};
  const ended = new Promise<void>((done) => {
    resolve = done;
  });
  const end = (): Changes => {
    openEdits.delete(imageId);
    endUnfinished(imageId, work);
    resolve();
    return { patch: recording.finish(), owners: owning?.finish() ?? null };
  };
  const giveLabelsBack = (): void => {
    if (nextLabelOf(imageId) !== firstLabel)
      useStore.getState().updateImage(imageId, { nextLabel: firstLabel });
  };
  const edit: Edit = {
    // New AI labels bring a new array.
    get labels() {
      return arraysOf(imageId)?.reviewed ?? reviewed;
    },
    get isOpen() {
      return openEdits.get(imageId)?.edit === edit;
    },
    willChange(rect) {
      recording.willChange(rect);
      decisions?.willChange(rect);
    },
    writeRow(y, start, end, value) {
      const row = y * size.width;
      edits.fill(value + 1, row + start, row + end);
      decided?.fill(value + 1, row + start, row + end);
      edit.labels.fill(value, row + start, row + end);
    },
    giveRow(y, start, end, label) {
      const owners = editableOwners(imageId);
      const { ai, reviewed } = editableArrays(imageId);
      owning ??= recordEdit(size, owners);
      owning.willChange({ x: start, y, width: end - start, height: 1 });
      const row = y * size.width;
      owners.fill(label + 1, row + start, row + end);
      for (let x = start; x < end; x++) {
        const i = row + x;
        if (edits[i] === 0 && ai[i] !== 0) reviewed[i] = label;
        if (edits[i] === 0 || reviewed[i] === 0) continue;
        edit.willChange({ x, y, width: 1, height: 1 });
        edit.writeRow(y, x, x + 1, label);
      }
    },
    show: (rect) => showEdited(imageId, rect),
    finish() {
      if (!edit.isOpen) return;
      const changes = end();
      const said = decisions?.finish();
      const rect = rectOf(changes);
      if (rect || said) {
        const after = nextLabelOf(imageId);
        const taken = after === firstLabel ? {} : { nextLabel: { before: firstLabel, after } };
        if (rect) edit.show(rect);
        commitStep(imageId, {
          label,
          ...packed(changes),
          ...(said ? { decided: packPatch(said) } : {}),
          ...taken,
        });
      } else giveLabelsBack();
    },
    cancel() {
      if (!edit.isOpen) return;
      const changes = end();
      turnLayers(imageId, changes, revertPatch);
      giveLabelsBack();
      // Who counted or measured the mask meanwhile saw half a stroke.
      if (rectOf(changes)) void maskChanged(imageId, 'restored');
    },
  };
  const work = { settle: edit.finish, cancel: edit.cancel };
  openEdits.set(imageId, { edit, ended });
  beginUnfinished(imageId, work);
  return edit;
}

/** Makes one step of all that `write` writes; it leaves no trace when it throws. */
export function editAtOnce(imageId: string, label: MessageKey, write: (edit: Edit) => void): void {
  const edit = startEdit(imageId, label);
  try {
    write(edit);
    edit.finish();
  } finally {
    edit.cancel(); // only when it could not be finished
  }
}

/** Resolves when nobody is drawing on the image: what a worker made waits for the pointer to lift. */
export async function editEnded(imageId: string): Promise<void> {
  for (let open = openEdits.get(imageId); open; open = openEdits.get(imageId)) await open.ended;
}

/** Makes a step of what is drawn so far, for a command that came in between. */
export function finishOpenEdit(imageId: string): void {
  openEdits.get(imageId)?.edit.finish();
}

/**
 * Changes the reviewed labels of a rectangle, as one step. Pixels that are so already stay
 * untouched unless they are decided.
 *
 * @param change  makes the new labels of `rect` from those before, both row-major
 * @param decided 1 for pixels that are decided even where nothing changes: no threshold moves them
 */
export function replaceLabels(
  imageId: string,
  rect: Rect,
  label: MessageKey,
  change: (before: Uint16Array) => Uint16Array,
  decided?: Uint8Array,
): void {
  editAtOnce(imageId, label, (edit) => {
    const { size } = editableArrays(imageId);
    const before = crop(edit.labels, size.width, rect);
    const wanted = change(before);
    writeLabels(edit, rect, before, wanted, decided);
  });
}

/** Writes the pixels of a rectangle that differ or are decided, in runs of one label. */
function writeLabels(
  edit: Edit,
  rect: Rect,
  before: Uint16Array,
  wanted: Uint16Array,
  decided?: Uint8Array,
): void {
  const isWritten = (i: number): boolean => before[i] !== wanted[i] || decided?.[i] === 1;
  for (let y = 0; y < rect.height; y++) {
    const row = y * rect.width;
    const end = row + rect.width;
    for (let i = row; i < end; i++) {
      // Most pixels stay: a plain loop over them takes a tenth of the time.
      if (!decided) while (i < end && before[i] === wanted[i]) i++;
      if (i === end || !isWritten(i)) continue;
      const start = i;
      while (i + 1 < end && wanted[i + 1] === wanted[start] && isWritten(i + 1)) i++;
      const from = rect.x + start - row;
      const to = rect.x + i + 1 - row;
      // Run by run, so that only blocks with a change are kept and compared.
      edit.willChange({ x: from, y: rect.y + y, width: to - from, height: 1 });
      edit.writeRow(rect.y + y, from, to, wanted[start] as number);
    }
  }
}

/** Forgets every edit and click of an image, as one step that can be undone. */
export function backToAi(imageId: string): void {
  finishOpenEdit(imageId);
  const own = arraysOf(imageId);
  const image = imageById(imageId);
  if (!own?.edits || !image) return;
  const { size, edits } = own;
  const untouched = new Uint16Array(edits.length);
  const owners = own.owners && diffLabels(size, own.owners, untouched);
  const clicks = image.clicks.length > 0 ? { before: image.clicks, after: [] } : undefined;
  replaceEdits(imageId, untouched, 'step.backToAi', clicks && { clicks }, owners);
}

/**
 * Puts other edits in the place of an image's own, as one step; nothing when they are the same and
 * nothing else changes.
 *
 * @param owners what changes of the owners layer with them
 * @returns whether a pixel changed
 */
export function replaceEdits(
  imageId: string,
  next: Uint16Array,
  label: MessageKey,
  also: Pick<Step, 'clicks' | 'nextLabel'> = {},
  owners: Patch | null = null,
): boolean {
  finishOpenEdit(imageId);
  const { size, edits } = editableArrays(imageId);
  const changes = { patch: diffLabels(size, edits, next), owners };
  turnLayers(imageId, changes, applyPatch);
  const isChange = rectOf(changes) !== null;
  if (isChange || also.clicks) commitStep(imageId, { label, ...packed(changes), ...also });
  return isChange;
}

/** Keeps a step that has been done: undo, counts and the journal learn of it here. */
export function commitStep(imageId: string, step: Step): void {
  pushStep(imageId, step);
  showFacts(imageId, step, 'after');
}

/** Takes back what is under way on the active image, or else its last step. */
export function undo(): void {
  const { activeId } = useStore.getState();
  if (!activeId) return;
  const underWay = unfinishedOf(activeId).at(-1);
  underWay?.cancel();
  const step = underWay ? undefined : takeUndo(activeId);
  if (!step) return;
  turnStep(activeId, step, revertPatch);
  showFacts(activeId, step, 'before');
  if (step.settings) void applySettings(activeId, step.settings.before);
}

/** Does the step again that was undone last; nothing while another is under way. */
export function redo(): void {
  const { activeId } = useStore.getState();
  if (!activeId || unfinishedOf(activeId).length > 0) return;
  const step = takeRedo(activeId);
  if (!step) return;
  turnStep(activeId, step, applyPatch);
  showFacts(activeId, step, 'after');
  if (step.settings) void applySettings(activeId, step.settings.after);
}

/** What a step changes in the layers of its image. */
interface Changes {
  readonly patch: Patch | null;
  readonly owners: Patch | null;
}

function rectOf({ patch, owners }: Changes | Step): Rect | null {
  return uniteRects(patch?.rect ?? null, owners?.rect ?? null);
}

function packed({ patch, owners }: Changes): Pick<Step, 'patch' | 'owners'> {
  return { patch: patch && packPatch(patch), ...(owners ? { owners: packPatch(owners) } : {}) };
}

function turnStep(imageId: string, { patch, owners }: Step, turn: typeof applyPatch): void {
  const changes = {
    patch: patch && unpackPatch(patch),
    owners: owners ? unpackPatch(owners) : null,
  };
  turnLayers(imageId, changes, turn);
}

function turnLayers(imageId: string, changes: Changes, turn: typeof applyPatch): void {
  const { patch, owners } = changes;
  const rect = rectOf(changes);
  if (!rect) return;
  if (patch) turn(editableArrays(imageId).edits, patch);
  if (owners) turn(editableOwners(imageId), owners);
  composeRect(imageId, rect);
}

function showFacts(imageId: string, step: Step, side: 'before' | 'after'): void {
  const { updateImage } = useStore.getState();
  if (step.clicks) updateImage(imageId, { clicks: step.clicks[side] });
  if (step.classes) updateImage(imageId, { classes: step.classes[side] });
  if (step.nextLabel) updateImage(imageId, { nextLabel: step.nextLabel[side] });
  if (rectOf(step)) void maskChanged(imageId, 'changed');
  else noteRevision(imageId);
}

/** 0 for an image that is no longer listed. */
function nextLabelOf(imageId: string): number {
  return imageById(imageId)?.nextLabel ?? 0;
}
