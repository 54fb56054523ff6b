import { distanceToOtherSquared } from '@/core/labels/distance';
import type { Rect, Size } from '@/core/types';

/** How two masks of one size differ. */
export interface Comparison {
  /** 1 when both are empty. */
  readonly dice: number;
  /** 1 when both are empty. */
  readonly iou: number;
  readonly changedPx: number;
  /** 95th percentile Hausdorff distance in pixels; Infinity when one mask is empty, 0 when both are. */
  readonly hd95Px: number;
}

/**
 * Compares two masks or labelmaps as masks: whatever is not 0 is object.
 *
 * The Hausdorff distance is taken between border pixels, those with a 4-neighbour outside the
 * mask or the image: the 95th percentile, interpolated linearly, of the distances of both borders
 * to each other, taken together (as MedPy's `hd95`). Linear in the area around both masks, but for
 * sorting the border distances.
 */
export function compareMasks(
  size: Size,
  a: Uint8Array | Uint16Array,
  b: Uint8Array | Uint16Array,
): Comparison {
  const { width } = size;
  let inA = 0;
  let inB = 0;
  let inBoth = 0;
  let left = width;
  let right = 0;
  let top = size.height;
  let bottom = 0;
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < width; x++) {
      const hasA = a[y * width + x] !== 0;
      const hasB = b[y * width + x] !== 0;
      if (!hasA && !hasB) continue;
      if (hasA) inA++;
      if (hasB) inB++;
      if (hasA && hasB) inBoth++;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
      if (y < top) top = y;
      bottom = y + 1;
    }
  }
  const inEither = inA + inB - inBoth;
  if (inEither === 0) return { dice: 1, iou: 1, changedPx: 0, hd95Px: 0 };
  const around = { x: left, y: top, width: right - left, height: bottom - top };
  return {
    dice: (2 * inBoth) / (inA + inB),
    iou: inBoth / inEither,
    changedPx: inEither - inBoth,
    hd95Px: inA === 0 || inB === 0 ? Infinity : hausdorff95(size, a, b, around),
  };
}

/** @param around holds both masks, so every border pixel; none is empty */
function hausdorff95(
  size: Size,
  a: Uint8Array | Uint16Array,
  b: Uint8Array | Uint16Array,
  around: Rect,
): number {
  const borderA = borderOf(size, a, around);
  const borderB = borderOf(size, b, around);
  const squared = new Float64Array(countOnes(borderA) + countOnes(borderB));
  const fromB = distancesBetween(around, borderB, borderA, squared, 0);
  distancesBetween(around, borderA, borderB, squared, fromB);
  squared.sort();
  const at = 0.95 * (squared.length - 1);
  const lower = Math.sqrt(squared[Math.floor(at)] as number);
  const upper = Math.sqrt(squared[Math.ceil(at)] as number);
  return lower + (at - Math.floor(at)) * (upper - lower);
}

/** The border pixels of a mask, cropped to `around`. */
function borderOf(size: Size, mask: Uint8Array | Uint16Array, around: Rect): Uint8Array {
  const { width, height } = size;
  const border = new Uint8Array(around.width * around.height);
  for (let y = around.y; y < around.y + around.height; y++) {
    for (let x = around.x; x < around.x + around.width; x++) {
      const i = y * width + x;
      if (mask[i] === 0) continue;
      const enclosed =
        x > 0 &&
        x < width - 1 &&
        y > 0 &&
        y < height - 1 &&
        mask[i - 1] !== 0 &&
        mask[i + 1] !== 0 &&
        mask[i - width] !== 0 &&
        mask[i + width] !== 0;
      if (!enclosed) border[(y - around.y) * around.width + x - around.x] = 1;
    }
  }
  return border;
}

function countOnes(border: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < border.length; i++) count += border[i] as number;
  return count;
}

/** Writes the squared distance of each pixel of `from` to the nearest of `to`; returns where it ended. */
function distancesBetween(
  size: Size,
  from: Uint8Array,
  to: Uint8Array,
  squared: Float64Array,
  start: number,
): number {
  const distance = distanceToOtherSquared(size, to);
  let at = start;
  for (let i = 0; i < from.length; i++) {
    if (from[i] === 1) squared[at++] = to[i] === 1 ? 0 : (distance[i] as number);
  }
  return at;
}
