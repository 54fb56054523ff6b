import type { Size } from '@/core/types';

/** Stands for "nowhere" among squared distances. */
export const FAR = 0xffffffff;

/**
 * Exact squared Euclidean distance from each pixel to the nearest pixel with a different value,
 * centre to centre, in pixels². In a mask these are both distances at once: background to object
 * and object to background. In a labelmap each object's pixels measure to whatever is not that
 * object. FAR everywhere when all pixels have one value. Pixels outside the image do not count.
 *
 * First along columns. Then, within each run of a row, the lower envelope of parabolas, bounded by
 * one at zero where the value changes. Linear in pixels, however many labels there are. Source:
 * Felzenszwalb & Huttenlocher, "Distance Transforms of Sampled Functions", 2012, with the integer
 * envelope of Meijster, Roerdink & Hesselink, 2000.
 */
export function distanceToOtherSquared(size: Size, labels: Uint8Array | Uint16Array): Uint32Array {
  const { width, height } = size;
  const distance = distanceAlongColumns(size, labels);
  const site = new Int32Array(width + 1);
  const siteSquared = new Float64Array(width + 1);
  const from = new Int32Array(width + 1);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let start = 0; start < width; ) {
      const value = labels[row + start] as number;
      let end = start + 1;
      while (end < width && labels[row + end] === value) end++;
      const last = Math.min(end, width - 1);
      let count = 0;
      for (let x = Math.max(0, start - 1); x <= last; x++) {
        const d = x < start || x >= end ? 0 : (distance[row + x] as number);
        if (d !== FAR) count = addParabola(site, siteSquared, from, count, x, d * d, start, end);
      }
      let k = count - 1;
      for (let x = end - 1; k >= 0 && x >= start; x--) {
        const dx = x - (site[k] as number);
        distance[row + x] = dx * dx + (siteSquared[k] as number);
        if (x === from[k]) k--;
      }
      start = end;
    }
  }
  return distance;
}

/** Distance to the nearest pixel with a different value in the same column, or FAR. */
function distanceAlongColumns(size: Size, labels: Uint8Array | Uint16Array): Uint32Array {
  const { width, height } = size;
  const pixels = width * height;
  const distance = new Uint32Array(pixels);
  distance.fill(FAR, 0, width);
  for (let i = width; i < pixels; i++) {
    const above = distance[i - width] as number;
    if (labels[i] !== labels[i - width]) distance[i] = 1;
    else distance[i] = above === FAR ? FAR : above + 1;
  }
  for (let i = pixels - width - 1; i >= 0; i--) {
    const below = distance[i + width] as number;
    if (labels[i] !== labels[i + width]) distance[i] = 1;
    else if (below !== FAR && below + 1 < (distance[i] as number)) distance[i] = below + 1;
  }
  return distance;
}

/**
 * Adds the parabola (x − at)² + squared to the lower envelope over [start, end). Parabolas come
 * in ascending order; parabola k is the lowest from column `from[k]` on. Returns how many there are.
 */
function addParabola(
  site: Int32Array,
  siteSquared: Float64Array,
  from: Int32Array,
  count: number,
  at: number,
  squared: number,
  start: number,
  end: number,
): number {
  let k = count - 1;
  while (k >= 0) {
    const x = from[k] as number;
    const old = x - (site[k] as number);
    const fresh = x - at;
    if (old * old + (siteSquared[k] as number) <= fresh * fresh + squared) break;
    k--;
  }
  let first = start;
  if (k >= 0) {
    const other = site[k] as number;
    const rise = at * at - other * other + squared - (siteSquared[k] as number);
    first = 1 + Math.floor(rise / (2 * (at - other)));
    if (first >= end) return k + 1;
  }
  k++;
  site[k] = at;
  siteSquared[k] = squared;
  from[k] = first;
  return k + 1;
}

/**
 * The index of the nearest labelled pixel for each pixel, or −1 when none is within `radiusPx`,
 * centre to centre. A labelled pixel is its own nearest. Linear in pixels; the sources are those
 * of `distanceToOtherSquared`.
 */
export function nearestLabelled(size: Size, labels: Uint16Array, radiusPx: number): Int32Array {
  const { width, height } = size;
  const nearest = nearestRows(size, labels);
  const site = new Int32Array(width);
  const siteSquared = new Float64Array(width);
  const from = new Int32Array(width);
  const siteRow = new Int32Array(width);
  const limit = radiusPx * radiusPx;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let count = 0;
    for (let x = 0; x < width; x++) {
      const sourceRow = nearest[row + x] as number;
      siteRow[x] = sourceRow;
      nearest[row + x] = -1;
      const d = sourceRow - y;
      if (sourceRow < 0 || d * d > limit) continue;
      count = addParabola(site, siteSquared, from, count, x, d * d, 0, width);
    }
    let k = count - 1;
    for (let x = width - 1; k >= 0 && x >= 0; x--) {
      const at = site[k] as number;
      const dx = x - at;
      if (dx * dx + (siteSquared[k] as number) <= limit) {
        nearest[row + x] = (siteRow[at] as number) * width + at;
      }
      if (x === from[k]) k--;
    }
  }
  return nearest;
}

/** The row of the nearest labelled pixel in the same column, or −1. */
function nearestRows(size: Size, labels: Uint16Array): Int32Array {
  const { width, height } = size;
  const rowOf = new Int32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let i = y * width; i < (y + 1) * width; i++) {
      if (labels[i] !== 0) rowOf[i] = y;
      else rowOf[i] = y > 0 ? (rowOf[i - width] as number) : -1;
    }
  }
  for (let y = height - 2; y >= 0; y--) {
    for (let i = y * width; i < (y + 1) * width; i++) {
      const above = rowOf[i] as number;
      const below = rowOf[i + width] as number;
      if (below >= 0 && (above < 0 || below - y < y - above)) rowOf[i] = below;
    }
  }
  return rowOf;
}
