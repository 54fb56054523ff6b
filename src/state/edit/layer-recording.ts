import { type EditRecording, recordEdit } from '@/core/labels/patch';
import type { Rect } from '@/core/types';
import { arraysOf, editableArrays, editableOwners } from '@/state/image/layers';
import { imageById } from '@/state/store/store';
import type { LayerChanges } from './steps';

/** Writes into the layers of an image and records what it changes. */
export interface LayerRecording {
  /** Reviewed labels as they are now. */
  labels(): Uint16Array;
  /** Announces a rectangle. Required before rows in it are written. */
  willChange(rect: Rect): void;
  /** Gives pixels start ≤ column < end of a row a label, in the edits and the reviewed labels. */
  writeRow(y: number, start: number, end: number, label: number): void;
  /** Gives a row to an object in the owners, and in the edits where those made an object of it. */
  giveRow(y: number, start: number, end: number, label: number): void;
  /** Ends the recording and returns its changes. */
  finish(): LayerChanges;
}

/** The recording of each layer; `null` where nothing is recorded. */
interface Recorders {
  readonly edits: EditRecording;
  /** While clicks count: everything written, also where a click had already made it so. */
  readonly byHand: EditRecording | null;
  /** Begins with the first reassigned row. */
  owners: EditRecording | null;
}

/** Begins to record changes of an image that has a mask. */
export function recordLayers(imageId: string): LayerRecording {
  const { size, edits, reviewed } = editableArrays(imageId);
  const hasClicks = (imageById(imageId)?.clicks.length ?? 0) > 0;
  const byHand = hasClicks ? new Uint16Array(edits.length) : null;
  const recorders: Recorders = {
    edits: recordEdit(size, edits),
    byHand: byHand && recordEdit(size, byHand),
    owners: null,
  };
  // New AI labels bring a new array.
  const labels = (): Uint16Array => arraysOf(imageId)?.reviewed ?? reviewed;

  function willChange(rect: Rect): void {
    recorders.edits.willChange(rect);
    recorders.byHand?.willChange(rect);
  }

  function writeRow(y: number, start: number, end: number, label: number): void {
    const row = y * size.width;
    edits.fill(label + 1, row + start, row + end);
    byHand?.fill(label + 1, row + start, row + end);
    labels().fill(label, row + start, row + end);
  }

  function giveRow(y: number, start: number, end: number, label: number): void {
    const owners = editableOwners(imageId);
    const { ai, reviewed } = editableArrays(imageId);
    recorders.owners ??= recordEdit(size, owners);
    recorders.owners.willChange({ x: start, y, width: end - start, height: 1 });
    const row = y * size.width;
    owners.fill(label + 1, row + start, row + end);
    for (let x = start; x < end; x++) {
      const i = row + x;
      if (edits[i] === 0 && ai[i] !== 0) reviewed[i] = label;
      if (edits[i] === 0 || reviewed[i] === 0) continue;
      willChange({ x, y, width: 1, height: 1 });
      writeRow(y, x, x + 1, label);
    }
  }

  const finish = (): LayerChanges => ({
    edits: recorders.edits.finish(),
    owners: recorders.owners?.finish() ?? null,
    byHand: recorders.byHand?.finish() ?? null,
  });

  return { labels, willChange, writeRow, giveRow, finish };
}
