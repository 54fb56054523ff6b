import { named } from '@/core/errors';
import { clipRect } from '@/core/geometry';
import type { RowExtremes } from '@/core/grid/row-extremes';
import {
  dropSmallPieces,
  fillRunHoles,
  keepLargestPiece,
  numberPieces,
} from '@/core/labels/components';
import {
  cutRuns,
  joinEqual,
  labelAreas,
  noRuns,
  objectRuns,
  type Runs,
  runsAtLeast,
  withBackground,
} from '@/core/labels/runs';
import { MAX_BASIN_LABEL, MAX_LABEL, type Rect, type Size } from '@/core/types';
import { numberByBasin } from './number-by-basin';
import { thresholdLevel } from './threshold';
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
  /** Runs of objects only, of the whole image; `labelsOfRuns` gives the labelmap. */
  readonly runs: Runs;
  readonly objectCount: number;
  readonly areaPx: number;
}

/**
 * Makes objects from a probability map. It works on runs, of which there are few. Cost: linear in
 * runs, plus the pixels read to find them (with `extremes` only those near a contour) and the
 * pixels whose basins are read.
 *
 * `region` and `components` have the same pixels: those above the threshold, with holes filled,
 * then without pieces that are too small or not the largest, by their area with holes filled.
 * `components` are numbered after their basins, if given. `instances` are the pixels of their
 * basins. So an object keeps its label while the threshold moves, and labels may have gaps. Basins
 * too small at this threshold are dropped before holes are filled, so that a speck in a hole does
 * not keep it open.
 *
 * @param probability 8-bit, size.width × size.height
 * @param basins from `growBasins`; `instances` needs them, `region` does not use them
 * @param extremes of the probability map, when it is thresholded again and again
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
  const found = runsAtLeast(size, probability, level, extremes);
  if (settings.objects === 'instances') {
    if (!basins) throw new RangeError('Instances need basins.');
    return deriveInstances(size, found, basins, settings);
  }
  const box = boundsOf(size, found);
  if (!box) return { runs: noRuns(size), objectCount: 0, areaPx: 0 };
  const tidy = tidied(box, withBackground(found, box), settings);
  const pieces = settings.objects === 'components' ? numberPieces(tidy).length - 1 : 1;
  const runs = objectRuns(tidy, box, size.height);
  if (settings.objects === 'components' && basins) numberByBasin(size, runs, pieces, basins);
  const areaPx = objectArea(runs);
  return { runs, objectCount: areaPx === 0 ? 0 : pieces, areaPx };
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

function objectArea({ count, start, end }: Runs): number {
  let areaPx = 0;
  for (let run = 0; run < count; run++) areaPx += (end[run] as number) - (start[run] as number);
  return areaPx;
}

/**
 * The rectangle around all runs, with one pixel of background around it inside the image, so that a
 * gap at its edge is no hole. `null` when there are no runs.
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
  found: Runs,
  basins: Basins,
  settings: DeriveSettings,
): Derived {
  const labelOf = labelsOfKept(size, found, basins, settings.minAreaPx);
  const cut = cutRuns(size, found, basins.basin, labelOf);
  const box = boundsOf(size, cut);
  if (!box) return { runs: noRuns(size), objectCount: 0, areaPx: 0 };
  const tidy = withBackground(cut, box);
  if (settings.fillHoles) fillRunHoles(box, tidy);
  const areaPx = labelAreas(tidy, MAX_LABEL);
  if (settings.keepLargest) keepLargestLabel(tidy, areaPx);
  return { runs: objectRuns(joinEqual(tidy), box, size.height), ...summary(areaPx) };
}

/** The label of each basin whose object is large enough at this level; 0 for the others. */
function labelsOfKept(
  { width, height }: Size,
  { start, end, rowFirst }: Runs,
  { basin, count, labelOf }: Basins,
  minAreaPx: number,
): Uint16Array {
  const areaPx = new Uint32Array(count + 1);
  for (let y = 0; y < height; y++) {
    for (let run = rowFirst[y] as number; run < (rowFirst[y + 1] as number); run++) {
      const last = y * width + (end[run] as number);
      for (let i = y * width + (start[run] as number); i < last; i++)
        (areaPx[basin[i] as number] as number)++;
    }
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

function keepLargestLabel({ count, value }: Runs, areaPx: Uint32Array): void {
  let most = 0;
  let largest = 0;
  for (let label = 1; label < areaPx.length; label++) {
    if ((areaPx[label] as number) <= most) continue;
    most = areaPx[label] as number;
    largest = label;
  }
  areaPx.fill(0);
  areaPx[largest] = most;
  for (let run = 0; run < count; run++) if (value[run] !== largest) value[run] = 0;
}

function summary(areaPx: Uint32Array): { readonly objectCount: number; readonly areaPx: number } {
  let objectCount = 0;
  let total = 0;
  for (const area of areaPx) {
    if (area === 0) continue;
    objectCount++;
    total += area;
  }
  return { objectCount, areaPx: total };
}
