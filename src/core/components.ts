import { named } from './errors';
import { connectRuns, pieceAreas, type Runs, runsAtLeast, runsOfLabels } from './runs';
import { MAX_LABEL, type Size } from './types';

/** Connected components, numbered 1… in raster order of their first pixel. */
export interface Components {
  readonly labels: Uint16Array;
  readonly count: number;
  /** Pixels of each component, at the index of its label; [0] is 0. */
  readonly areaPx: Uint32Array;
}

/**
 * Numbers the 8-connected components of the pixels with `data[i] >= level`.
 *
 * @param minAreaPx components with fewer pixels are left out before they are numbered
 * @throws TooManyObjects with `count` when more than 65,534 remain
 */
export function labelComponents(
  size: Size,
  data: Uint8Array,
  level: number,
  minAreaPx = 0,
): Components {
  const runs = runsAtLeast(size, data, level);
  return numberPieces(size, runs, connectRuns(runs, 'objects'), minAreaPx);
}

/**
 * Gives each 8-connected piece of equal label a number of its own.
 *
 * @param minAreaPx pieces with fewer pixels are left out before they are numbered
 * @throws TooManyObjects with `count` when more than 65,534 remain
 */
export function labelPieces(size: Size, labels: Uint16Array, minAreaPx = 0): Components {
  const runs = runsOfLabels(size, labels);
  return numberPieces(size, runs, connectRuns(runs, 'objects'), minAreaPx);
}

function numberPieces(size: Size, runs: Runs, root: Int32Array, minAreaPx: number): Components {
  const pieceAreaPx = pieceAreas(runs, root);
  const number = new Int32Array(runs.count);
  const areas: number[] = [0];
  for (let run = 0; run < runs.count; run++) {
    if (root[run] !== run || runs.value[run] === 0) continue;
    const areaPx = pieceAreaPx[run] as number;
    if (areaPx < minAreaPx) continue;
    number[run] = areas.length;
    areas.push(areaPx);
  }
  const count = areas.length - 1;
  if (count > MAX_LABEL) {
    throw named('TooManyObjects', `${count} components; a labelmap holds ${MAX_LABEL}`, { count });
  }
  const labels = new Uint16Array(size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    const row = y * size.width;
    for (let run = runs.rowFirst[y] as number; run < (runs.rowFirst[y + 1] as number); run++) {
      const label = number[root[run] as number] as number;
      if (label === 0) continue;
      labels.fill(label, row + (runs.start[run] as number), row + (runs.end[run] as number));
    }
  }
  return { labels, count, areaPx: Uint32Array.from(areas) };
}

/**
 * Clears, in place, everything but the largest 8-connected piece of equal label; of several that
 * are equally large, the first in raster order stays.
 */
export function keepLargest(size: Size, labels: Uint16Array): void {
  const runs = runsOfLabels(size, labels);
  const root = connectRuns(runs, 'objects');
  const areaPx = pieceAreas(runs, root);
  let largest = -1;
  let most = 0;
  for (let run = 0; run < runs.count; run++) {
    if (runs.value[run] === 0 || (areaPx[run] as number) <= most) continue;
    most = areaPx[run] as number;
    largest = run;
  }
  const clear = new Uint8Array(runs.count).fill(1);
  if (largest >= 0) clear[largest] = 0;
  clearPieces(size, labels, runs, root, clear);
}

/** Clears, in place, every 8-connected piece of equal label with fewer than `minAreaPx` pixels. */
export function removeSmall(size: Size, labels: Uint16Array, minAreaPx: number): void {
  const runs = runsOfLabels(size, labels);
  const root = connectRuns(runs, 'objects');
  const areaPx = pieceAreas(runs, root);
  const clear = new Uint8Array(runs.count);
  for (let run = 0; run < runs.count; run++) {
    clear[run] = (areaPx[run] as number) < minAreaPx ? 1 : 0;
  }
  clearPieces(size, labels, runs, root, clear);
}

/** @param clear 1 at the index of each root whose piece goes */
function clearPieces(
  size: Size,
  labels: Uint16Array,
  runs: Runs,
  root: Int32Array,
  clear: Uint8Array,
): void {
  for (let y = 0; y < size.height; y++) {
    const row = y * size.width;
    for (let run = runs.rowFirst[y] as number; run < (runs.rowFirst[y + 1] as number); run++) {
      if (runs.value[run] === 0 || clear[root[run] as number] === 0) continue;
      labels.fill(0, row + (runs.start[run] as number), row + (runs.end[run] as number));
    }
  }
}

/**
 * Fills holes in place. A hole is a 4-connected piece of background that does not reach the image
 * border; it takes the label around it. One with several labels around it (a gap between
 * objects, or a hole with another object in it) stays.
 */
export function fillHoles(size: Size, labels: Uint16Array): void {
  const runs = runsOfLabels(size, labels);
  const root = connectRuns(runs, 'background');
  const around = labelsAround(size, runs, root);
  for (let y = 0; y < size.height; y++) {
    const row = y * size.width;
    for (let run = runs.rowFirst[y] as number; run < (runs.rowFirst[y + 1] as number); run++) {
      if (runs.value[run] !== 0) continue;
      const label = around[root[run] as number] as number;
      if (label === OPEN) continue;
      labels.fill(label, row + (runs.start[run] as number), row + (runs.end[run] as number));
    }
  }
}

/** Marks background that reaches the border or has several labels around it. */
const OPEN = -1;

/** The only label beside each piece of background, at the index of its root, or OPEN. */
function labelsAround(size: Size, runs: Runs, root: Int32Array): Int32Array {
  const { start, end, value, rowFirst } = runs;
  const around = new Int32Array(runs.count);
  for (let y = 0; y < size.height; y++) {
    const row = rowFirst[y] as number;
    const rowEnd = rowFirst[y + 1] as number;
    let first = y > 0 ? (rowFirst[y - 1] as number) : row;
    for (let run = row; run < rowEnd; run++) {
      const v = value[run] as number;
      const left = start[run] as number;
      const right = end[run] as number;
      if (v === 0) {
        const piece = root[run] as number;
        const border = y === 0 || y === size.height - 1 || left === 0 || right === size.width;
        if (border) around[piece] = OPEN;
        else {
          noteLabel(around, piece, value[run - 1] as number);
          noteLabel(around, piece, value[run + 1] as number);
        }
      }
      while (first < row && (end[first] as number) <= left) first++;
      for (let above = first; above < row && (start[above] as number) < right; above++) {
        const w = value[above] as number;
        if (v === 0 && w !== 0) noteLabel(around, root[run] as number, w);
        if (v !== 0 && w === 0) noteLabel(around, root[above] as number, v);
      }
    }
  }
  return around;
}

function noteLabel(around: Int32Array, piece: number, label: number): void {
  const seen = around[piece] as number;
  if (seen === 0) around[piece] = label;
  else if (seen !== label) around[piece] = OPEN;
}
