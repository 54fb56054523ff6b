import type { Size } from '@/core/types';

/**
 * The leftmost and rightmost pixel of each label in each row that has it, chained row by row.
 * Convex hulls need nothing else. At most one entry for each run of equal label.
 */
class RowExtents {
  count = 0;
  y = new Int32Array(1024);
  left = new Int32Array(1024);
  right = new Int32Array(1024);
  /** The entry of the label's next row, or −1. */
  next = new Int32Array(1024);

  add(y: number, left: number, right: number): number {
    if (this.count === this.y.length) {
      this.y = doubled(this.y);
      this.left = doubled(this.left);
      this.right = doubled(this.right);
      this.next = doubled(this.next);
    }
    const entry = this.count++;
    this.y[entry] = y;
    this.left[entry] = left;
    this.right[entry] = right;
    this.next[entry] = -1;
    return entry;
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(2 * array.length);
  longer.set(array);
  return longer;
}

/**
 * The largest Feret diameter of each object in pixels: the longest distance between two corners
 * of its pixels, so that one pixel measures √2. (scikit-image's `feret_diameter_max` measures
 * between edge midpoints and gives 1.)
 *
 * Linear in pixels, plus the square of the corners of each convex hull: a few dozen for a nucleus,
 * some hundreds for an object as large as the image.
 *
 * @param rowOf index of each label in the result; −1 for labels that do not occur
 */
export function feretDiameters(
  size: Size,
  labels: Uint16Array,
  rowOf: Int32Array,
  count: number,
): Float32Array {
  const extents = new RowExtents();
  const first = collectExtents(size, labels, rowOf, count, extents);
  const diameters = new Float32Array(count);
  for (let object = 0; object < count; object++) {
    diameters[object] = longestDistance(hullOf(extents, first[object] as number));
  }
  return diameters;
}

/** Fills `extents`; returns each object's first entry. */
function collectExtents(
  { width, height }: Size,
  labels: Uint16Array,
  rowOf: Int32Array,
  count: number,
  extents: RowExtents,
): Int32Array {
  const first = new Int32Array(count).fill(-1);
  const last = new Int32Array(count).fill(-1);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; ) {
      const left = x;
      const label = labels[row + x] as number;
      do x++;
      while (x < width && labels[row + x] === label);
      if (label === 0) continue;
      const object = rowOf[label] as number;
      const entry = last[object] as number;
      if (entry >= 0 && extents.y[entry] === y) {
        extents.right[entry] = x;
        continue;
      }
      const fresh = extents.add(y, left, x);
      last[object] = fresh;
      if (entry < 0) first[object] = fresh;
      else extents.next[entry] = fresh;
    }
  }
  return first;
}

/**
 * Corners of the convex hull as x, y, x, y, …: the left chain, then the right chain. Rows come in
 * ascending order, so each chain is a monotone one (Andrew, 1979).
 */
function hullOf(extents: RowExtents, firstEntry: number): number[] {
  const left: number[] = [];
  const right: number[] = [];
  for (let entry = firstEntry; entry >= 0; entry = extents.next[entry] as number) {
    const y = extents.y[entry] as number;
    for (const corner of [y, y + 1]) {
      addToChain(left, extents.left[entry] as number, corner, 1);
      addToChain(right, extents.right[entry] as number, corner, -1);
    }
  }
  return left.concat(right);
}

/** @param side 1 keeps a chain that bulges to the left, −1 one that bulges to the right */
function addToChain(chain: number[], x: number, y: number, side: 1 | -1): void {
  while (chain.length >= 4) {
    const n = chain.length;
    const ax = chain[n - 4] as number;
    const ay = chain[n - 3] as number;
    const bx = chain[n - 2] as number;
    const by = chain[n - 1] as number;
    if (side * ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) < 0) break;
    chain.length = n - 2;
  }
  chain.push(x, y);
}

function longestDistance(corners: readonly number[]): number {
  let most = 0;
  for (let i = 0; i < corners.length; i += 2) {
    for (let j = i + 2; j < corners.length; j += 2) {
      const dx = (corners[i] as number) - (corners[j] as number);
      const dy = (corners[i + 1] as number) - (corners[j + 1] as number);
      const squared = dx * dx + dy * dy;
      if (squared > most) most = squared;
    }
  }
  return Math.sqrt(most);
}
