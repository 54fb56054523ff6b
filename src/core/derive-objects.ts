import {
  dropSmallPieces,
  fillHoles,
  fillRunHoles,
  keepLargestPiece,
  numberPieces,
  paintRuns,
} from './components';
import { named } from './errors';
import { clipRect } from './geometry';
import { numberByBasin } from './number-by-basin';
import type { RowExtremes } from './row-extremes';
import { joinEqual, type Runs, runsAtLeast, withBackground } from './runs';
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
 * pieces too small or not the largest dropped, by their area with the holes filled. `components`
 * are numbered after their basins, if given, and `instances` are their basins' pixels, so an object
 * keeps its label while the threshold moves and labels may have gaps; basins too small at this
 * threshold are dropped before holes are filled, so that a speck in a hole does not keep it open.
 *
 * @param probability 8-bit, size.width × size.height
 * @param basins   as `growBasins` makes them; only `instances` needs them, a `region` has no use for them
 * @param extremes of the probability map, where it is thresholded again and again
 * @throws TooManyObjects with `count` above 65,534 components, or when more basins hold an object
 *   than `MAX_BASIN_LABEL`
 * @throws RangeError for `instances` without basins
 */
export function deriveObjects(
  size: Size,
  probability: Uint8Array,
  basins: Basins | null,
  settings: DeriveSettings,
  extremes: RowExtremes | null = null,
): Derived {
  const level = thresholdLevel(settings.threshold);
  if (settings.objects === 'instances') {
    if (!basins) throw new RangeError('Instances need basins.');
    return deriveInstances(size, probability, basins, level, settings);
  }
  const found = runsAtLeast(size, probability, level, extremes);
  const labels = new Uint16Array(probability.length);
  const box = boundsOf(size, found);
  if (!box) return { labels, objectCount: 0, areaPx: 0 };
  // A lesion is a small part of most pictures: only the rectangle around it is worked on, and of
  // that only runs, of which there are few.
  const runs = tidied(box, withBackground(found, box), settings);
  const pieces = settings.objects === 'components' ? numberPieces(runs).length - 1 : 1;
  paintRuns(runs, labels, size.width, box);
  if (settings.objects === 'components' && basins) numberByBasin(labels, pieces, basins);
  const areaPx = objectArea(runs);
  return { labels, objectCount: areaPx === 0 ? 0 : pieces, areaPx };
}

/** Holes filled, pieces dropped; objects have the value 1. */
function tidied(box: Size, runs: Runs, settings: DeriveSettings): Runs {
  let tidy = runs;
  if (settings.fillHoles) {
    fillRunHoles(box, runs);
    tidy = joinEqual(runs);
  }
  if (settings.keepLargest) keepLargestPiece(tidy);
  if (settings.minAreaPx > 1) dropSmallPieces(tidy, settings.minAreaPx);
  return tidy;
}

function objectArea({ count, start, end, value }: Runs): number {
  let areaPx = 0;
  for (let run = 0; run < count; run++) {
    if (value[run] !== 0) areaPx += (end[run] as number) - (start[run] as number);
  }
  return areaPx;
}

/**
 * The rectangle around all runs, with one pixel of background around it where the image has one,
 * so that a gap at its edge is no hole; `null` when there are none.
 */
function boundsOf(size: Size, { count, start, end, rowFirst }: Runs): Rect | null {
  if (count === 0) return null;
  let left = size.width;
  let right = 0;
  for (let run = 0; run < count; run++) {
    left = Math.min(left, start[run] as number);
    right = Math.max(right, end[run] as number);
  }
  let top = 0;
  while (rowFirst[top + 1] === 0) top++;
  let bottom = size.height;
  while (rowFirst[bottom - 1] === count) bottom--;
  return clipRect(
    { x: left - 1, y: top - 1, width: right - left + 2, height: bottom - top + 2 },
    size,
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
