import { intersectRects, wholeRect } from '@/core/geometry';
import { crop, type LabelsOfRect, writeShared } from '@/core/grid/crop';
import { applyPatch, diffLabels, recordEdit } from '@/core/labels/patch';
import type { Rect } from '@/core/types';
import type { Step } from '@/state/history/history';
import { arraysOf, composeRect, editableArrays } from '@/state/image/layers';
import { imageById } from '@/state/store/store';
import type { MessageKey } from '@/state/text/translate';
import { type Edit, editAtOnce, finishOpenEdit } from './open-edit';
import { erasedRows, partObjects } from './part-objects';
import { commitStep, packChanges, rectOf, writeChanges } from './steps';

/**
 * Changes the reviewed labels of a rectangle, as one step. Pixels that have the label already stay
 * untouched, unless they are set by hand.
 *
 * @param change makes the new labels of `rect` from those before, both row-major
 * @param byHand 1 for pixels that are set even where nothing changes: no threshold moves them
 */
export function replaceLabels(
  imageId: string,
  rect: Rect,
  message: MessageKey,
  change: (before: Uint16Array) => Uint16Array,
  byHand?: Uint8Array,
  parts = false,
): void {
  editAtOnce(imageId, message, (edit) => {
    const { size } = editableArrays(imageId);
    const before = crop(edit.labels, size.width, rect);
    const wanted = change(before);
    writeLabels(edit, rect, before, wanted, byHand);
    if (parts) partObjects(imageId, edit, erasedRows(rect, before, wanted));
  });
}

/** Writes the pixels of a rectangle that differ or are set by hand, in runs of one label. */
function writeLabels(
  edit: Edit,
  rect: Rect,
  before: Uint16Array,
  wanted: Uint16Array,
  byHand?: Uint8Array,
): void {
  const isWritten = (i: number): boolean => before[i] !== wanted[i] || byHand?.[i] === 1;
  for (let y = 0; y < rect.height; y++) {
    const row = y * rect.width;
    const end = row + rect.width;
    for (let i = row; i < end; i++) {
      // Most pixels stay: a plain loop over them takes a tenth of the time.
      if (!byHand) while (i < end && before[i] === wanted[i]) i++;
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

/** Removes every edit and click of an image, as one undo step. */
export function backToAi(imageId: string): void {
  finishOpenEdit(imageId);
  const own = arraysOf(imageId);
  const image = imageById(imageId);
  if (!own?.edits || !image) return;
  const { size, edits, owners } = own;
  const untouched = new Uint16Array(edits.length);
  const changes = {
    edits: diffLabels(size, edits, untouched),
    owners: owners && diffLabels(size, owners, untouched),
  };
  const clicks = image.clicks.length > 0 ? { before: image.clicks, after: [] } : undefined;
  writeChanges(imageId, changes, applyPatch);
  if (rectOf(changes) || clicks)
    commitStep(imageId, {
      label: 'step.backToAi',
      ...packChanges(changes),
      ...(clicks ? { clicks } : {}),
    });
}

/**
 * Replaces an image's edits, as one step. Does nothing if they are equal and nothing else changes.
 *
 * @param owners what changes of the owners layer with them
 * @returns whether a pixel changed
 */
export function replaceEditsIn(
  imageId: string,
  parts: readonly LabelsOfRect[],
  message: MessageKey,
  also: Pick<Step, 'clicks' | 'nextLabel'>,
): boolean {
  finishOpenEdit(imageId);
  const { size, edits } = editableArrays(imageId);
  const recording = recordEdit(size, edits);
  for (const part of parts) {
    recording.willChange(part.rect);
    writeShared(part, { rect: wholeRect(size), labels: edits });
  }
  const changes = { edits: recording.finish(), owners: null };
  const changed = rectOf(changes);
  for (const { rect } of parts) {
    const shown = changed && intersectRects(rect, changed);
    if (shown) composeRect(imageId, shown);
  }
  if (changed || also.clicks)
    commitStep(imageId, { label: message, ...packChanges(changes), ...also });
  return changed !== null;
}
