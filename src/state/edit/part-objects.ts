import { clipRect, GrowingRect } from '@/core/geometry';
import { crop } from '@/core/grid/crop';
import { type ErasedRow, partPieces } from '@/core/labels/part-pieces';
import { LOWEST_THRESHOLD, thresholdLevel } from '@/core/objects/threshold';
import { flood } from '@/core/objects/watershed';
import type { Rect, Size } from '@/core/types';
import { takeLabels } from '@/state/image/labels';
import { arraysOf } from '@/state/image/layers';
import { imageById, notify } from '@/state/store/store';
import type { Edit } from './open-edit';

/** How far a piece may still grow when the threshold falls. */
const GROWS_PX = 24;
/** A crumb this much smaller than its object does not become an object. */
const CRUMB_SHARE = 0.1;

/** Records the objects of pixels start ≤ column < end of a row before they are erased. */
export function noteErased(
  erased: ErasedRow[],
  labels: Uint16Array,
  row: number,
  y: number,
  start: number,
  end: number,
): void {
  for (let x = start; x < end; ) {
    const first = x;
    const label = labels[row + x] as number;
    do x++;
    while (x < end && labels[row + x] === label);
    if (label > 0) erased.push({ y, start: first, end: x, label });
  }
}

/** The labels that a rectangle lost, both row-major. */
export function erasedRows(rect: Rect, before: Uint16Array, after: Uint16Array): ErasedRow[] {
  const lost = before.map((label, i) => (after[i] === 0 ? label : 0));
  const erased: ErasedRow[] = [];
  for (let y = 0; y < rect.height; y++) {
    const rows: ErasedRow[] = [];
    noteErased(rows, lost, y * rect.width, rect.y + y, 0, rect.width);
    for (const { y: row, start, end, label } of rows)
      erased.push({ y: row, start: rect.x + start, end: rect.x + end, label });
  }
  return erased;
}

/**
 * Makes each piece of an object that an edit has split a separate object, within the same edit, and
 * says so. The largest piece keeps the number; crumbs stay with it. A region is one object, however
 * many pieces it has. Linear in the objects that are split.
 *
 * @param erased what the edit has taken from objects
 * @throws TooManyObjects as `takeLabels`
 */
export function partObjects(imageId: string, edit: Edit, erased: readonly ErasedRow[]): void {
  const image = imageById(imageId);
  const own = arraysOf(imageId);
  if (!image || !own || erased.length === 0 || image.settings.objects === 'region') return;
  const parted = partPieces(own.size, edit.labels, erased);
  let objects = 0;
  let added = 0;
  for (const { pieces } of parted) {
    const [largest, ...others] = pieces;
    const crumbPx = Math.min(image.settings.minAreaPx, CRUMB_SHARE * (largest?.length ?? 0));
    const own = others.filter((piece) => piece.length >= crumbPx);
    for (const piece of own) {
      const label = takeLabels(imageId, 1);
      givePixels(edit, piece, label, imageId);
      giveReach(imageId, edit, piece, label);
    }
    objects += own.length > 0 ? 1 : 0;
    added += own.length;
  }
  if (added === 0) return;
  const values = { file: image.name, objects, added };
  notify({ kind: 'info', message: 'notice.parted', values, command: null });
}

function givePixels(edit: Edit, pixels: readonly number[], label: number, imageId: string): void {
  const size = arraysOf(imageId)?.size;
  if (!size) return;
  const sorted = Int32Array.from(pixels).sort();
  for (let i = 0; i < sorted.length; ) {
    const first = sorted[i] as number;
    const row = Math.floor(first / size.width);
    let last = first;
    for (i++; sorted[i] === last + 1 && (last + 1) % size.width !== 0; i++) last++;
    edit.giveRow(row, first - row * size.width, last + 1 - row * size.width, label);
  }
  edit.show(boundsOf(size, pixels));
}

/**
 * Gives a new object the pixels around it that a lower threshold would turn into objects: those
 * that falling probability reaches from it before it does from any other object.
 */
function giveReach(imageId: string, edit: Edit, pixels: readonly number[], label: number): void {
  const own = arraysOf(imageId);
  if (!own) return;
  const { size, probability } = own;
  const { x, y, width, height } = boundsOf(size, pixels);
  const wide = {
    x: x - GROWS_PX,
    y: y - GROWS_PX,
    width: width + 2 * GROWS_PX,
    height: height + 2 * GROWS_PX,
  };
  const rect = clipRect(wide, size);
  if (!rect) return;
  const labels = crop(edit.labels, size.width, rect);
  const reached = labels.slice();
  flood(rect, crop(probability, size.width, rect), thresholdLevel(LOWEST_THRESHOLD), reached);
  for (let row = 0; row < rect.height; row++) {
    for (let at = row * rect.width; at < (row + 1) * rect.width; at++) {
      if (reached[at] !== label || labels[at] !== 0) continue;
      const column = rect.x + at - row * rect.width;
      const index = (rect.y + row) * size.width + column;
      if (arraysOf(imageId)?.owners?.[index]) continue; // the user has given it to an object
      edit.giveRow(rect.y + row, column, column + 1, label);
    }
  }
}

function boundsOf({ width }: Size, pixels: readonly number[]): Rect {
  const grown = new GrowingRect();
  for (const at of pixels) {
    const x = at % width;
    const y = (at - x) / width;
    grown.add(x, y, x + 1, y + 1);
  }
  return grown.rect() ?? { x: 0, y: 0, width: 0, height: 0 };
}
