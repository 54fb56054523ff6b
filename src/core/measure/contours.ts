import type { ImagePoint, Rect, Size } from '@/core/types';

/** A closed polyline; the last point joins the first. */
export type Ring = readonly ImagePoint[];

/** An outline and the holes in it, on the edges of pixels. */
export interface Polygon {
  readonly outer: Ring;
  readonly holes: readonly Ring[];
}

/**
 * The outlines of one object, along pixel edges with points at the corners only. Each 4-connected
 * part is a polygon, so a ring never passes a point twice. Parts that touch at a corner share that
 * point. Outlines run clockwise on screen (positive `ringArea`), holes the other way. `fillPolygon`
 * with all rings gives the object back exactly.
 *
 * @param bounds holds the whole object; the cost depends on its area
 */
export function traceContours(
  size: Size,
  labels: Uint8Array | Uint16Array,
  label: number,
  bounds: Rect,
): Polygon[] {
  const grid = padded(size, labels, label, bounds);
  const rings = traceRings(grid);
  const polygons = assignHoles(grid, rings);
  const moved = (ring: Ring): Ring =>
    ring.map(({ x, y }) => ({ x: x + bounds.x, y: y + bounds.y }));
  return polygons.map(({ outer, holes }) => ({ outer: moved(outer), holes: holes.map(moved) }));
}

/** An object in its bounds with one pixel of background around: pixel (x, y) is at (y + 1) · stride + x + 1. */
interface Grid extends Size {
  readonly inside: Uint8Array;
  readonly stride: number;
}

function padded(
  size: Size,
  labels: Uint8Array | Uint16Array,
  label: number,
  { x: left, y: top, width, height }: Rect,
): Grid {
  const stride = width + 2;
  const inside = new Uint8Array(stride * (height + 2));
  for (let y = 0; y < height; y++) {
    const row = (top + y) * size.width + left;
    const to = (y + 1) * stride + 1;
    for (let x = 0; x < width; x++) inside[to + x] = labels[row + x] === label ? 1 : 0;
  }
  return { inside, stride, width, height };
}

/** Every ring has the top edge of a pixel in it, which is followed from left to right. */
function traceRings(grid: Grid): Ring[] {
  const { inside, stride, width, height } = grid;
  const followed = new Uint8Array(inside.length);
  const rings: Ring[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = (y + 1) * stride + x + 1;
      if (inside[i] === 0 || inside[i - stride] === 1 || followed[i] === 1) continue;
      followRing(grid, x, y, followed, rings);
    }
  }
  return rings;
}

// Clockwise: right, down, left, up.
const STEP_X = [1, 0, -1, 0] as const;
const STEP_Y = [0, 1, 0, -1] as const;

/**
 * Walks from a corner along pixel edges, with the object on the right, back to the start. Where two
 * pixels touch at a corner it stays with its own. A loop between two visits of such a corner
 * becomes its own ring.
 */
function followRing(
  { inside, stride }: Grid,
  startX: number,
  startY: number,
  followed: Uint8Array,
  rings: Ring[],
): void {
  const points: ImagePoint[] = [{ x: startX, y: startY }];
  /** Where in `points` each pinched corner is; looked up at such corners only. */
  const pinches = new Map([[(startY + 1) * stride + startX + 1, 0]]);
  let x = startX;
  let y = startY;
  let direction = 0;
  for (;;) {
    if (direction === 0) followed[(y + 1) * stride + x + 1] = 1;
    x += STEP_X[direction] as number;
    y += STEP_Y[direction] as number;
    // The pixels around the corner (x, y): above left, above right, below right, below left.
    const below = (y + 1) * stride + x + 1;
    const around = [below - stride - 1, below - stride, below, below - 1];
    const aheadLeft = inside[around[(direction + 1) % 4] as number] === 1;
    const aheadRight = inside[around[(direction + 2) % 4] as number] === 1;
    if (aheadRight && !aheadLeft) continue;
    const pinched = aheadLeft && !aheadRight;
    direction = (direction + (aheadRight ? 3 : 1)) % 4;
    if (x === startX && y === startY && direction === 0) break;
    if (pinched) splitAtPinch(points, pinches, below, rings);
    points.push({ x, y });
  }
  rings.push(points);
}

/** Cuts off the loop since the last visit of a corner, if there was one. */
function splitAtPinch(
  points: ImagePoint[],
  pinches: Map<number, number>,
  corner: number,
  rings: Ring[],
): void {
  const since = pinches.get(corner);
  if (since === undefined) pinches.set(corner, points.length);
  else rings.push(points.splice(since));
}

/** Gives each hole to the outline it lies in. */
function assignHoles(grid: Grid, rings: readonly Ring[]): Polygon[] {
  const ringAtLeft = markLeftEdges(grid, rings);
  const polygons = rings.map((outer) => ({ outer, holes: [] as Ring[] }));
  const isHole = rings.map((ring) => ringArea(ring) < 0);
  const owner = (r: number): number => {
    let at = r;
    // Leads ever further left, so it ends at an outline.
    while (isHole[at]) at = ringLeftOf(grid, ringAtLeft, rings[at] as Ring);
    return at;
  };
  rings.forEach((ring, r) => {
    if (isHole[r]) polygons[owner(r)]?.holes.push(ring);
  });
  return polygons.filter((_, r) => !isHole[r]);
}

/** For each pixel with background at its left, the index of the ring between them; −1 elsewhere. */
function markLeftEdges({ inside, stride }: Grid, rings: readonly Ring[]): Int32Array {
  const ringAtLeft = new Int32Array(inside.length).fill(-1);
  rings.forEach((ring, r) => {
    let from = ring.at(-1) as ImagePoint;
    for (const to of ring) {
      // With the object at the right hand, its left edges run upwards.
      for (let y = from.y - 1; from.x === to.x && y >= to.y; y--) {
        ringAtLeft[(y + 1) * stride + to.x + 1] = r;
      }
      from = to;
    }
  });
  return ringAtLeft;
}

/** The ring met first when walking left from a hole's leftmost edge. */
function ringLeftOf({ stride }: Grid, ringAtLeft: Int32Array, hole: Ring): number {
  let left = hole[0] as ImagePoint;
  // Of the leftmost points the upper one: it has the edge below it.
  for (const point of hole) {
    if (point.x < left.x || (point.x === left.x && point.y < left.y)) left = point;
  }
  let i = (left.y + 1) * stride + left.x;
  while (ringAtLeft[i] === -1) i--;
  return ringAtLeft[i] as number;
}

/** Signed area of a ring in pixels²: positive when it runs clockwise as seen, y pointing down. */
export function ringArea(ring: Ring): number {
  let twice = 0;
  let from = ring.at(-1);
  for (const to of ring) {
    if (from) twice += from.x * to.y - to.x * from.y;
    from = to;
  }
  return twice / 2;
}
