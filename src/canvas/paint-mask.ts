import type { View } from '@/core/geometry';
import type { Rect, Size } from '@/core/types';

/** How the objects of one side of the canvas are drawn. */
export interface MaskPaint {
  readonly size: Size;
  /** `null` draws nothing: the image alone. */
  readonly labels: Uint16Array | null;
  /**
   * Paints where `labels` and these differ: REMOVED where only these have an object, ADDED where
   * only `labels` have one, REASSIGNED where both have one with different labels.
   */
  readonly against: Uint16Array | null;
  /** Probabilities 0–255 for the doubtful band; `null` hatches nothing. */
  readonly probability: Uint8Array | null;
  /** Limits of the doubtful band, inclusive. */
  readonly doubtLow: number;
  readonly doubtHigh: number;
  /** Little-endian RGBA of each label's fill, 65,536 entries; 0 fills nothing. */
  readonly fill: Uint32Array;
  /** Little-endian RGBA of each label's contour. */
  readonly contour: Uint32Array;
  /** Whether fills are drawn as diagonal stripes. */
  readonly isHatched: boolean;
}

/** Distance of stripes (doubt and hatched fills), in canvas pixels. */
const STRIPE_PX = 8;
const STRIPE_WIDTH_PX = 2;
/** A light stripe beside a dark one: one of them is visible on any image. */
const DOUBT_LIGHT = 0xe0ffffff;
const DOUBT_DARK = 0xe0000000;
const OUTSIDE = -1;

/** Labels that a comparison is painted with. */
export const ADDED = 1;
export const REMOVED = 2;
export const REASSIGNED = 3;

/**
 * Paints what a canvas shows of a labelmap: fill, a two-pixel contour on the border between
 * objects, and stripes where the model doubts. It works in canvas pixels. So the cost depends on
 * the canvas (a few ms a megapixel) and not on the image, contours stay two pixels wide at every
 * zoom, and any rectangle of the canvas can be painted alone.
 *
 * @param target RGBA pixels of `area` alone, row-major, little-endian
 * @param area the rectangle of the canvas to paint, in canvas pixels
 * @param view image → CSS pixels
 * @param pixelRatio canvas pixels per CSS pixel
 */
export function paintMask(
  target: Uint32Array,
  area: Rect,
  view: View,
  pixelRatio: number,
  paint: MaskPaint,
): void {
  const { labels, against, probability, fill, contour, size, isHatched, doubtLow, doubtHigh } =
    paint;
  if (!labels) {
    target.fill(0);
    return;
  }
  const width = area.width;
  // One more column and row on each side: the contour reads its neighbours.
  const columns = imageIndices(
    area.x - 1,
    width + 2,
    view.offsetX,
    view.scale,
    pixelRatio,
    size.width,
  );
  const rows = imageIndices(
    area.y - 1,
    area.height + 2,
    view.offsetY,
    view.scale,
    pixelRatio,
    size.height,
  );
  let above = new Int32Array(width + 2);
  let here = new Int32Array(width + 2);
  let below = new Int32Array(width + 2);
  readRow(above, labels, against, columns, rows[0] as number, size.width);
  readRow(here, labels, against, columns, rows[1] as number, size.width);
  for (let y = 0; y < area.height; y++) {
    const imageRow = rows[y + 1] as number;
    const nextRow = rows[y + 2] as number;
    if (nextRow === imageRow) below.set(here);
    else readRow(below, labels, against, columns, nextRow, size.width);
    const out = y * width;
    paintRow(target, out, width, above, here, below, fill, contour);
    const stripe = area.x + area.y + y;
    if (isHatched) clearBetweenStripes(target, out, width, above, here, below, stripe);
    if (probability && imageRow !== OUTSIDE) {
      const from = imageRow * size.width;
      hatchDoubt(target, out, width, columns, stripe, probability, from, doubtLow, doubtHigh);
    }
    const spare = above;
    above = here;
    here = below;
    below = spare;
  }
}

/**
 * Fill and contour of one row of canvas pixels. A row is its own function because engines compile a
 * function after some calls. One long loop over a canvas would run interpreted for a frame.
 */
function paintRow(
  target: Uint32Array,
  out: number,
  width: number,
  above: Int32Array,
  here: Int32Array,
  below: Int32Array,
  fill: Uint32Array,
  contour: Uint32Array,
): void {
  let left = here[0] as number;
  let label = here[1] as number;
  for (let x = 0; x < width; x++) {
    const right = here[x + 2] as number;
    const up = above[x + 1] as number;
    const down = below[x + 1] as number;
    if (label === left && label === right && label === up && label === down) {
      target[out + x] = fill[label] as number;
    } else {
      // The border is drawn on both sides, in the colour of the object with the highest label.
      let highest = label > left ? label : left;
      if (right > highest) highest = right;
      if (up > highest) highest = up;
      if (down > highest) highest = down;
      target[out + x] = contour[highest] as number;
    }
    left = label;
    label = right;
  }
}

/** Reduces the fill to stripes. */
function clearBetweenStripes(
  target: Uint32Array,
  out: number,
  width: number,
  above: Int32Array,
  here: Int32Array,
  below: Int32Array,
  stripe: number,
): void {
  for (let x = 0; x < width; x++) {
    if ((stripe + x) % STRIPE_PX < STRIPE_WIDTH_PX) continue;
    const label = here[x + 1];
    const isInside =
      label === here[x] &&
      label === here[x + 2] &&
      label === above[x + 1] &&
      label === below[x + 1];
    if (isInside) target[out + x] = 0;
  }
}

/** Stripes where the model doubts. */
function hatchDoubt(
  target: Uint32Array,
  out: number,
  width: number,
  columns: Int32Array,
  stripe: number,
  probability: Uint8Array,
  from: number,
  doubtLow: number,
  doubtHigh: number,
): void {
  for (let x = 0; x < width; x++) {
    const phase = (stripe + x) % STRIPE_PX;
    if (phase >= 2 * STRIPE_WIDTH_PX) continue;
    const column = columns[x + 1] as number;
    if (column === OUTSIDE) continue;
    const p = probability[from + column] as number;
    if (p < doubtLow || p > doubtHigh) continue;
    target[out + x] = phase < STRIPE_WIDTH_PX ? DOUBT_LIGHT : DOUBT_DARK;
  }
}

/** Image column (or row) under the middle of each canvas pixel; OUTSIDE beyond the image. */
function imageIndices(
  from: number,
  count: number,
  offset: number,
  scale: number,
  pixelRatio: number,
  length: number,
): Int32Array {
  const indices = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const index = Math.floor(((from + i + 0.5) / pixelRatio - offset) / scale);
    indices[i] = index >= 0 && index < length ? index : OUTSIDE;
  }
  return indices;
}

/** Labels under one row of canvas pixels; background outside the image. */
function readRow(
  target: Int32Array,
  labels: Uint16Array,
  against: Uint16Array | null,
  columns: Int32Array,
  row: number,
  stride: number,
): void {
  if (row === OUTSIDE) {
    target.fill(0);
    return;
  }
  const from = row * stride;
  for (let x = 0; x < target.length; x++) {
    const column = columns[x] as number;
    const at = from + column;
    if (column === OUTSIDE) target[x] = 0;
    else if (against) target[x] = difference(labels[at] as number, against[at] as number);
    else target[x] = labels[at] as number;
  }
}

function difference(label: number, against: number): number {
  if (label === against) return 0;
  if (against === 0) return ADDED;
  return label === 0 ? REMOVED : REASSIGNED;
}
