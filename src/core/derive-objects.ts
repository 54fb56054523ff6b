import { fillHoles, keepLargest, labelPieces, removeSmall } from './components';
import { named } from './errors';
import { clipRect } from './geometry';
import { thresholdLevel } from './threshold';
import { MAX_BASIN_LABEL, MAX_LABEL, type Rect, type Size } from './types';
import type { Basins } from './watershed';

/** How a probability map becomes objects. */
export interface DeriveSettings {
  /** Objects are pixels with a probability above this, 0–1. */
  readonly threshold: number;
  /** `region`: one segment for all; `components`: one each; `instances`: touching objects split by core seeds. */
  readonly objects: 'region' | 'components' | 'instances';
  readonly keepLargest: boolean;
  readonly fillHoles: boolean;
  /** Objects smaller than this many pixels are dropped; 0 keeps all. */
  readonly minAreaPx: number;
}

export interface Derived {
  readonly labels: Uint16Array;
  readonly objectCount: number;
  readonly areaPx: number;
}

/**
 * Makes objects of a probability map, in linear time.
 *
 * A `region` and `components` have the same pixels: above the threshold, holes filled, then
 * pieces too small or not the largest dropped, by their area with the holes filled. `instances`
 * are labelled by basin, so an object keeps its label while the threshold moves and labels may
 * have gaps; basins too small at this threshold are dropped before holes are filled, so that a
 * speck in a hole does not keep it open.
 *
 * @param probability 8-bit, size.width × size.height
 * @param basins as `growBasins` makes them; only `instances` needs them
 * @throws TooManyObjects with `count` above 65,534 components, or when more basins hold an object
 *   than `MAX_BASIN_LABEL`
 * @throws RangeError for `instances` without basins
 */
export function deriveObjects(
  size: Size,
  probability: Uint8Array,
  basins: Basins | null,
  settings: DeriveSettings,
): Derived {
  const level = thresholdLevel(settings.threshold);
  if (settings.objects === 'instances') {
    if (!basins) throw new RangeError('Instances need basins.');
    return deriveInstances(size, probability, basins, level, settings);
  }
  const box = boundsOf(size, probability, level);
  const labels = new Uint16Array(probability.length);
  if (!box) return { labels, objectCount: 0, areaPx: 0 };
  // A lesion is a small part of most pictures: only the rectangle around it is worked on.
  const part = deriveInBox(size, probability, level, box, settings);
  for (let y = 0; y < box.height; y++) {
    const row = part.subarray(y * box.width, (y + 1) * box.width);
    labels.set(row, (box.y + y) * size.width + box.x);
  }
  return summary(labels, labelAreas(part));
}

/** Labels of a rectangle that holds every object, row-major. */
function deriveInBox(
  size: Size,
  probability: Uint8Array,
  level: number,
  box: Rect,
  settings: DeriveSettings,
): Uint16Array {
  const part = new Uint16Array(box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    const from = (box.y + y) * size.width + box.x;
    const to = y * box.width;
    for (let x = 0; x < box.width; x++) {
      part[to + x] = (probability[from + x] as number) >= level ? 1 : 0;
    }
  }
  if (settings.fillHoles) fillHoles(box, part);
  if (settings.keepLargest) keepLargest(box, part);
  if (settings.objects === 'components') return labelPieces(box, part, settings.minAreaPx).labels;
  if (settings.minAreaPx > 1) removeSmall(box, part, settings.minAreaPx);
  return part;
}

/**
 * The rectangle around all pixels from `level` on, with one pixel of background around it where the
 * image has one, so that a gap at its edge is no hole; `null` when there are none.
 */
function boundsOf({ width, height }: Size, probability: Uint8Array, level: number): Rect | null {
  let left = width;
  let right = -1;
  let top = -1;
  let bottom = -1;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let first = row;
    const end = row + width;
    while (first < end && (probability[first] as number) < level) first++;
    if (first === end) continue;
    let last = end - 1;
    while ((probability[last] as number) < level) last--;
    if (top < 0) top = y;
    bottom = y;
    left = Math.min(left, first - row);
    right = Math.max(right, last - row);
  }
  if (top < 0) return null;
  return clipRect(
    { x: left - 1, y: top - 1, width: right - left + 3, height: bottom - top + 3 },
    { width, height },
  );
}

function deriveInstances(
  size: Size,
  probability: Uint8Array,
  basins: Basins,
  level: number,
  settings: DeriveSettings,
): Derived {
  const { basin } = basins;
  const labelOf = labelsOfKept(basins, probability, level, settings.minAreaPx);
  const labels = new Uint16Array(probability.length);
  for (let i = 0; i < labels.length; i++) {
    if ((probability[i] as number) >= level) labels[i] = labelOf[basin[i] as number] as number;
  }
  if (settings.fillHoles) fillHoles(size, labels);
  const areaPx = labelAreas(labels);
  if (settings.keepLargest) keepLargestLabel(labels, areaPx);
  return summary(labels, areaPx);
}

/** The label of each basin whose object is large enough at this level; 0 for the others. */
function labelsOfKept(
  { basin, count, labelOf }: Basins,
  probability: Uint8Array,
  level: number,
  minAreaPx: number,
): Uint16Array {
  const areaPx = new Uint32Array(count + 1);
  for (let i = 0; i < basin.length; i++) {
    if ((probability[i] as number) >= level) (areaPx[basin[i] as number] as number)++;
  }
  const kept = new Uint16Array(count + 1);
  let objects = 0;
  let hasUnnumbered = false;
  for (let id = 1; id <= count; id++) {
    if ((areaPx[id] as number) < Math.max(1, minAreaPx)) continue;
    objects++;
    kept[id] = labelOf[id] as number;
    if (kept[id] === 0) hasUnnumbered = true;
  }
  if (hasUnnumbered) {
    throw named('TooManyObjects', `${objects} objects; ${MAX_BASIN_LABEL} can be told apart`, {
      count: objects,
    });
  }
  return kept;
}

/** Pixels of each label, at the index of the label; [0] is 0. */
function labelAreas(labels: Uint16Array): Uint32Array {
  const areaPx = new Uint32Array(MAX_LABEL + 1);
  for (let i = 0; i < labels.length; ) {
    const first = i;
    const label = labels[i] as number;
    do i++;
    while (i < labels.length && labels[i] === label);
    (areaPx[label] as number) += i - first;
  }
  areaPx[0] = 0;
  return areaPx;
}

function keepLargestLabel(labels: Uint16Array, areaPx: Uint32Array): void {
  let most = 0;
  let largest = 0;
  for (let label = 1; label < areaPx.length; label++) {
    if ((areaPx[label] as number) <= most) continue;
    most = areaPx[label] as number;
    largest = label;
  }
  areaPx.fill(0);
  areaPx[largest] = most;
  for (let i = 0; i < labels.length; i++) if (labels[i] !== largest) labels[i] = 0;
}

function summary(labels: Uint16Array, areaPx: Uint32Array): Derived {
  let objectCount = 0;
  let total = 0;
  for (let label = 1; label < areaPx.length; label++) {
    const area = areaPx[label] as number;
    if (area === 0) continue;
    objectCount++;
    total += area;
  }
  return { labels, objectCount, areaPx: total };
}
