import { fillHoles, keepLargest, labelPieces, removeSmall } from './components';
import { thresholdLevel } from './threshold';
import { MAX_LABEL, type Size } from './types';

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
 * @throws TooManyObjects with `count` above 65,534 components
 * @throws RangeError for `instances` without basins
 */
export function deriveObjects(
  size: Size,
  probability: Uint8Array,
  basins: Uint16Array | null,
  settings: DeriveSettings,
): Derived {
  const level = thresholdLevel(settings.threshold);
  if (settings.objects === 'instances') {
    if (!basins) throw new RangeError('Instances need basins.');
    return deriveInstances(size, probability, basins, level, settings);
  }
  let labels: Uint16Array = new Uint16Array(probability.length);
  for (let i = 0; i < probability.length; i++) {
    labels[i] = (probability[i] as number) >= level ? 1 : 0;
  }
  if (settings.fillHoles) fillHoles(size, labels);
  if (settings.keepLargest) keepLargest(size, labels);
  if (settings.objects === 'components') {
    labels = labelPieces(size, labels, settings.minAreaPx).labels;
  } else if (settings.minAreaPx > 1) {
    removeSmall(size, labels, settings.minAreaPx);
  }
  return summary(labels, labelAreas(labels));
}

function deriveInstances(
  size: Size,
  probability: Uint8Array,
  basins: Uint16Array,
  level: number,
  settings: DeriveSettings,
): Derived {
  const labels = new Uint16Array(probability.length);
  const areaPx = new Uint32Array(MAX_LABEL + 1);
  for (let i = 0; i < labels.length; i++) {
    if ((probability[i] as number) < level) continue;
    const label = basins[i] as number;
    labels[i] = label;
    (areaPx[label] as number)++;
  }
  areaPx[0] = 0;
  if (settings.minAreaPx > 1) dropLabels(labels, areaPx, settings.minAreaPx);
  if (settings.fillHoles) {
    fillHoles(size, labels);
    areaPx.set(labelAreas(labels));
  }
  if (settings.keepLargest) keepLargestLabel(labels, areaPx);
  return summary(labels, areaPx);
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

/** Clears the labels with fewer than `minAreaPx` pixels, in the map and in the areas. */
function dropLabels(labels: Uint16Array, areaPx: Uint32Array, minAreaPx: number): void {
  let dropped = false;
  for (let label = 1; label < areaPx.length; label++) {
    const area = areaPx[label] as number;
    if (area === 0 || area >= minAreaPx) continue;
    areaPx[label] = 0;
    dropped = true;
  }
  if (!dropped) return;
  for (let i = 0; i < labels.length; i++) {
    if (areaPx[labels[i] as number] === 0) labels[i] = 0;
  }
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
