import type { Rect, Size } from '@/core/types';
import type { Patch } from './patch';
import { readVarints } from './varints';

/**
 * Makes a change, in place, in a rectangle that was cut out of a labelmap. Linear in the patch's runs
 * and in the changed pixels of the rectangle.
 *
 * @param part labels of `rect`, row-major
 * @param size of the image that the patch is of
 */
export function applyPatchIn(part: Uint16Array, rect: Rect, size: Size, patch: Patch): void {
  writeIn(part, rect, size, patch, 1);
}

/** Takes a change back, as `applyPatchIn` makes it. */
export function revertPatchIn(part: Uint16Array, rect: Rect, size: Size, patch: Patch): void {
  writeIn(part, rect, size, patch, 0);
}

function writeIn(
  part: Uint16Array,
  rect: Rect,
  { width }: Size,
  { kinds, places, kindOfRun }: Patch,
  side: 0 | 1,
): void {
  const place = readVarints(places);
  const kind = readVarints(kindOfRun);
  for (let at = 0; !place.isAtEnd(); ) {
    const start = at + place.next();
    at = start + place.next();
    const value = kinds[2 * kind.next() + side] as number;
    fillRun(part, rect, width, start, at, value);
  }
}

/** Fills the pixels of a run along the image's raster that lie in a rectangle. */
function fillRun(
  part: Uint16Array,
  rect: Rect,
  width: number,
  start: number,
  end: number,
  value: number,
): void {
  const first = Math.max(rect.y, Math.floor(start / width));
  const last = Math.min(rect.y + rect.height - 1, Math.floor((end - 1) / width));
  for (let y = first; y <= last; y++) {
    const from = Math.max(0, start - y * width - rect.x);
    const to = Math.min(rect.width, end - y * width - rect.x);
    const row = (y - rect.y) * rect.width;
    if (from < to) part.fill(value, row + from, row + to);
  }
}
