import { revertPatch } from '@/core/labels/patch';
import type { Rect } from '@/core/types';
import { beginUnfinished, endUnfinished } from '@/state/history/unfinished';
import { showEdited } from '@/state/image/layers';
import { maskChanged } from '@/state/image/mask-changed';
import { imageById, updateImage } from '@/state/store/store';
import type { MessageKey } from '@/state/text/translate';
import { recordLayers } from './layer-recording';
import { commitStep, type LayerChanges, packChanges, rectOf, writeChanges } from './steps';

/**
 * An open edit. Rows are written and shown at once; nothing is kept until `finish`. It ends once,
 * also by an undo, another edit or closing the image. After that it does nothing.
 */
export interface Edit {
  /** Current labels, this edit included. */
  readonly labels: Uint16Array;
  readonly isOpen: boolean;
  /** Announces a rectangle. Required before rows in it are written. */
  willChange(rect: Rect): void;
  /** Gives pixels start ≤ column < end of a row a label; 0 removes them. Call `show` afterwards. */
  writeRow(y: number, start: number, end: number, label: number): void;
  /**
   * Gives a row to an object, or to none (0). Its pixels become that object's as soon as a
   * threshold makes them AI objects, and at once where they are objects by hand. Background by hand
   * stays.
   */
  giveRow(y: number, start: number, end: number, label: number): void;
  /** Shows what was written in a rectangle. */
  show(rect: Rect): void;
  /** Makes one undo step. Does nothing if no pixel changed and none was confirmed over a click. */
  finish(): void;
  /** Discards everything. */
  cancel(): void;
}

interface OpenEdit {
  readonly edit: Edit;
  readonly ended: Promise<void>;
}

/** The open edit of each image. At most one, so that patches nest. */
const openEdits = new Map<string, OpenEdit>();

/** Begins an edit of an image that has a mask. Finishes an edit that is still open. */
export function startEdit(
  imageId: string,
  message: MessageKey,
  complete: (edit: Edit) => void = () => {},
): Edit {
  finishOpenEdit(imageId);
  const layers = recordLayers(imageId);
  const firstLabel = nextLabelOf(imageId);
  let tellEnded = (): void => {};
  const ended = new Promise<void>((resolve) => {
    tellEnded = resolve;
  });
  const end = (write: (changes: LayerChanges) => void): void => {
    if (!edit.isOpen) return;
    openEdits.delete(imageId);
    try {
      write(layers.finish());
    } finally {
      endUnfinished(imageId, work);
      tellEnded();
    }
  };
  const edit: Edit = {
    get labels() {
      return layers.labels();
    },
    get isOpen() {
      return openEdits.get(imageId)?.edit === edit;
    },
    willChange: layers.willChange,
    writeRow: layers.writeRow,
    giveRow: layers.giveRow,
    show: (rect) => showEdited(imageId, rect),
    finish: () => {
      if (!edit.isOpen) return;
      try {
        complete(edit);
      } finally {
        end((changes) => commit(imageId, message, changes, firstLabel));
      }
    },
    cancel: () => end((changes) => takeBack(imageId, changes, firstLabel)),
  };
  const work = { settle: edit.finish, cancel: edit.cancel };
  openEdits.set(imageId, { edit, ended });
  beginUnfinished(imageId, work);
  return edit;
}

/** Makes one step of everything that `write` writes. If it throws, nothing changes. */
export function editAtOnce(
  imageId: string,
  message: MessageKey,
  write: (edit: Edit) => void,
): void {
  const edit = startEdit(imageId, message);
  try {
    write(edit);
    edit.finish();
  } finally {
    edit.cancel(); // only when it could not be finished
  }
}

/** Resolves once no edit is open. Await it before writing a worker's result. */
export async function editEnded(imageId: string): Promise<void> {
  for (let open = openEdits.get(imageId); open; open = openEdits.get(imageId)) await open.ended;
}

/** Turns an open edit into a step, for a command that comes in between. */
export function finishOpenEdit(imageId: string): void {
  openEdits.get(imageId)?.edit.finish();
}

/** @param firstLabel the number for a new object when the edit began */
function commit(
  imageId: string,
  message: MessageKey,
  changes: LayerChanges,
  firstLabel: number,
): void {
  const rect = rectOf(changes);
  if (!rect && !changes.byHand) {
    giveLabelsBack(imageId, firstLabel);
    return;
  }
  const after = nextLabelOf(imageId);
  const nextLabel = after === firstLabel ? {} : { nextLabel: { before: firstLabel, after } };
  if (rect) showEdited(imageId, rect);
  commitStep(imageId, { label: message, ...packChanges(changes), ...nextLabel });
}

function takeBack(imageId: string, changes: LayerChanges, firstLabel: number): void {
  writeChanges(imageId, changes, revertPatch);
  giveLabelsBack(imageId, firstLabel);
  // Who counted or measured the mask meanwhile saw half a stroke.
  if (rectOf(changes)) void maskChanged(imageId, 'restored');
}

function giveLabelsBack(imageId: string, firstLabel: number): void {
  if (nextLabelOf(imageId) !== firstLabel) updateImage(imageId, { nextLabel: firstLabel });
}

/** 0 for an image that is no longer listed. */
function nextLabelOf(imageId: string): number {
  return imageById(imageId)?.nextLabel ?? 0;
}
