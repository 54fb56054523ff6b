import { intersectRects } from '@/core/geometry';
import type { Rect } from '@/core/types';

/** A rectangle of an image's values as an array of its own, row-major. */
export function crop<Values extends Uint8Array | Uint16Array>(
  values: Values,
  width: number,
  rect: Rect,
): Values {
  const part = values.slice(0, rect.width * rect.height) as Values;
  for (let y = 0; y < rect.height; y++) {
    const row = (rect.y + y) * width + rect.x;
    part.set(values.subarray(row, row + rect.width), y * rect.width);
  }
  return part;
}

/** Labels of a rectangle of an image, row-major. */
export interface LabelsOfRect {
  readonly rect: Rect;
  readonly labels: Uint16Array;
}

/** Writes what `from` knows of the pixels of `to` into it. Linear in the pixels that they share. */
export function writeShared(from: LabelsOfRect, to: LabelsOfRect): void {
  const shared = intersectRects(from.rect, to.rect);
  if (!shared) return;
  for (let y = shared.y; y < shared.y + shared.height; y++) {
    const start = (y - from.rect.y) * from.rect.width + shared.x - from.rect.x;
    const row = (y - to.rect.y) * to.rect.width + shared.x - to.rect.x;
    to.labels.set(from.labels.subarray(start, start + shared.width), row);
  }
}
