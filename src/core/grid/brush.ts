import type { ImagePoint, Rect, Size } from '@/core/types';
import { SpanClipper, type SpanWriter } from './spans';

/**
 * Stamps a round brush at a point.
 *
 * A pixel is covered when its centre is less than `radiusPx` away, and the pixel under the point
 * always is: a radius of 0.5 or less covers exactly that one.
 *
 * @param write receives each row's span, inside the image
 * @returns the rectangle around what was covered, or `null` when all of it is outside
 */
export function stampDisc(
  size: Size,
  centre: ImagePoint,
  radiusPx: number,
  write: SpanWriter,
): Rect | null {
  return stampCapsule(size, centre, centre, radiusPx, write);
}

/**
 * Stamps a round brush drawn straight from one point to another: pixels whose centre is less than
 * `radiusPx` from the segment, and those the segment passes through. The latter make even the
 * thinnest stroke 4-connected, so that it separates what it crosses.
 *
 * @param write receives one span for each row, inside the image, from top to bottom
 * @returns the rectangle around what was covered, or `null` when all of it is outside
 */
export function stampCapsule(
  size: Size,
  from: ImagePoint,
  to: ImagePoint,
  radiusPx: number,
  write: SpanWriter,
): Rect | null {
  const clipper = new SpanClipper(size, write);
  const top = Math.floor(Math.min(from.y, to.y) - radiusPx);
  const bottom = Math.floor(Math.max(from.y, to.y) + radiusPx);
  for (let y = Math.max(0, top); y <= Math.min(size.height - 1, bottom); y++) {
    const near = nearCentres(from, to, radiusPx, y + 0.5);
    const under = underSegment(from, to, y);
    clipper.span(y, Math.min(near.start, under.start), Math.max(near.end, under.end));
  }
  return clipper.dirty();
}

interface Columns {
  readonly start: number;
  readonly end: number;
}

const NO_COLUMNS: Columns = { start: Infinity, end: -Infinity };

/** Columns whose centres, on the line at height `y`, are less than `radiusPx` from the segment. */
function nearCentres(from: ImagePoint, to: ImagePoint, radiusPx: number, y: number): Columns {
  let left = Infinity;
  let right = -Infinity;
  const include = (x: number): void => {
    left = Math.min(left, x);
    right = Math.max(right, x);
  };
  for (const end of [from, to]) {
    const reach = radiusPx * radiusPx - (y - end.y) ** 2;
    if (reach <= 0) continue;
    include(end.x - Math.sqrt(reach));
    include(end.x + Math.sqrt(reach));
  }
  // Between the two discs, the capsule is bounded by the segment shifted to both sides.
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length > 0) {
    const shiftX = (-(to.y - from.y) / length) * radiusPx;
    const shiftY = ((to.x - from.x) / length) * radiusPx;
    for (const side of [-1, 1]) {
      const startY = from.y + side * shiftY;
      const along = (y - startY) / (to.y - from.y);
      if (along >= 0 && along <= 1) include(from.x + side * shiftX + along * (to.x - from.x));
    }
  }
  return { start: Math.floor(left - 0.5) + 1, end: Math.ceil(right - 0.5) };
}

/** Columns of row `y` that the segment passes through. */
function underSegment(from: ImagePoint, to: ImagePoint, y: number): Columns {
  const [upper, lower] = from.y <= to.y ? [from, to] : [to, from];
  if (lower.y < y || upper.y >= y + 1) return NO_COLUMNS;
  const xAt = (height: number): number =>
    upper.x + ((height - upper.y) / (lower.y - upper.y)) * (lower.x - upper.x);
  const enter = upper.y >= y ? upper.x : xAt(y);
  const leave = lower.y < y + 1 ? lower.x : xAt(y + 1);
  return {
    start: Math.floor(Math.min(enter, leave)),
    end: Math.floor(Math.max(enter, leave)) + 1,
  };
}
