import { uniteRects } from '@/core/geometry';
import type { ImagePoint, Rect, Size } from '@/core/types';
import { stampCapsule } from './brush';
import { SpanClipper, type SpanWriter } from './spans';

/**
 * Fills closed polylines by the even-odd rule: a pixel is inside when its centre is. A centre
 * exactly on an edge belongs to the polygon at its right or below it, so that polygons
 * that share an edge share no pixel.
 *
 * Linear in rows crossed by edges, and in spans.
 *
 * @param rings outlines and holes, in any order and direction; each closes by itself
 * @param write receives the spans, inside the image, from top to bottom and left to right
 * @returns the rectangle around what was filled, or `null` when nothing was
 */
export function fillPolygon(
  size: Size,
  rings: readonly (readonly ImagePoint[])[],
  write: SpanWriter,
): Rect | null {
  const { crossings, rowFirst } = crossRows(size, rings);
  const clipper = new SpanClipper(size, write);
  for (let y = 0; y < size.height; y++) {
    const row = crossings.subarray(rowFirst[y] as number, rowFirst[y + 1] as number).sort();
    for (let k = 0; k + 1 < row.length; k += 2) {
      const start = Math.ceil((row[k] as number) - 0.5);
      const end = Math.ceil((row[k + 1] as number) - 0.5);
      clipper.span(y, start, end);
    }
  }
  return clipper.dirty();
}

/**
 * Where edges cross the line through the pixel centres of each row: the columns of row y are
 * `crossings[rowFirst[y]]` up to `rowFirst[y + 1]`, unsorted.
 */
function crossRows(
  size: Size,
  rings: readonly (readonly ImagePoint[])[],
): { crossings: Float64Array; rowFirst: Int32Array } {
  const next = new Int32Array(size.height + 1);
  forEachEdge(size, rings, (_from, _to, top, bottom) => {
    for (let y = top; y < bottom; y++) (next[y + 1] as number)++;
  });
  for (let y = 0; y < size.height; y++) (next[y + 1] as number) += next[y] as number;
  const rowFirst = next.slice();
  const crossings = new Float64Array(rowFirst[size.height] as number);
  forEachEdge(size, rings, (from, to, top, bottom) => {
    const slope = (to.x - from.x) / (to.y - from.y);
    for (let y = top; y < bottom; y++) {
      crossings[(next[y] as number)++] = from.x + (y + 0.5 - from.y) * slope;
    }
  });
  return { crossings, rowFirst };
}

/** Visits the edges that cross centre lines of rows inside the image: rows top ≤ y < bottom. */
function forEachEdge(
  size: Size,
  rings: readonly (readonly ImagePoint[])[],
  visit: (from: ImagePoint, to: ImagePoint, top: number, bottom: number) => void,
): void {
  for (const ring of rings) {
    let from = ring.at(-1);
    for (const to of ring) {
      if (from) {
        const top = Math.max(0, Math.ceil(Math.min(from.y, to.y) - 0.5));
        const bottom = Math.min(size.height, Math.ceil(Math.max(from.y, to.y) - 0.5));
        if (top < bottom) visit(from, to, top, bottom);
      }
      from = to;
    }
  }
}

/**
 * Draws an open polyline. Even the thinnest line is 4-connected: erased from an object, it leaves
 * two objects that do not touch at a corner.
 *
 * @param write receives spans inside the image, segment by segment, so rows repeat
 * @returns the rectangle around what was drawn, or `null` when all of it is outside
 */
export function strokePolyline(
  size: Size,
  points: readonly ImagePoint[],
  thicknessPx: number,
  write: SpanWriter,
): Rect | null {
  let dirty: Rect | null = null;
  let from = points[0];
  for (const to of points.length > 1 ? points.slice(1) : points) {
    if (from) dirty = uniteRects(dirty, stampCapsule(size, from, to, thicknessPx / 2, write));
    from = to;
  }
  return dirty;
}
