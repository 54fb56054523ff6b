import type { ImagePoint } from '@/core/types';
import type { Ring } from './contours';

/**
 * A ring with fewer points: no dropped point is further than `tolerancePx` from it. A ring that
 * would collapse to a line is returned unchanged.
 *
 * Source: Douglas & Peucker, 1973. The ring is cut at its first point and the one furthest from it.
 * Quadratic in points at worst, usually n log n.
 */
export function simplifyRing(ring: Ring, tolerancePx: number): Ring {
  const first = ring[0];
  if (!first || ring.length <= 3) return ring;
  let opposite = 0;
  for (let k = 1; k < ring.length; k++) {
    const here = squaredLength(first, ring[k] as ImagePoint);
    if (here > squaredLength(first, ring[opposite] as ImagePoint)) opposite = k;
  }
  const kept = new Uint8Array(ring.length);
  kept[0] = 1;
  kept[opposite] = 1;
  const closed = [...ring, first];
  const waiting: [from: number, to: number][] = [
    [0, opposite],
    [opposite, ring.length],
  ];
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    const [from, to] = part;
    const furthest = furthestFrom(closed, from, to, tolerancePx);
    if (furthest < 0) continue;
    kept[furthest] = 1;
    waiting.push([from, furthest], [furthest, to]);
  }
  const simple = ring.filter((_, k) => kept[k] === 1);
  return simple.length < 3 ? ring : simple;
}

/** The point between two others that is furthest from their segment, if beyond the tolerance, or −1. */
function furthestFrom(
  points: readonly ImagePoint[],
  from: number,
  to: number,
  tolerancePx: number,
): number {
  let furthest = -1;
  let most = tolerancePx * tolerancePx;
  for (let k = from + 1; k < to; k++) {
    const squared = squaredToSegment(
      points[k] as ImagePoint,
      points[from] as ImagePoint,
      points[to] as ImagePoint,
    );
    if (squared <= most) continue;
    most = squared;
    furthest = k;
  }
  return furthest;
}

function squaredLength(a: ImagePoint, b: ImagePoint): number {
  return (a.x - b.x) ** 2 + (a.y - b.y) ** 2;
}

function squaredToSegment(point: ImagePoint, from: ImagePoint, to: ImagePoint): number {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = dx * dx + dy * dy;
  const along = length > 0 ? ((point.x - from.x) * dx + (point.y - from.y) * dy) / length : 0;
  const t = Math.min(1, Math.max(0, along));
  return squaredLength(point, { x: from.x + t * dx, y: from.y + t * dy });
}
