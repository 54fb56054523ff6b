import { named } from '@/core/errors';
import { MAX_LABEL, type Size } from '@/core/types';
import { connectRuns, labelsOfRuns, pieceAreas, type Runs, runsOfLabels } from './runs';

/** Connected components, numbered 1… in raster order of their first pixel. */
export interface Components {
  readonly labels: Uint16Array;
  readonly count: number;
  /** Pixels of each component, at the index of its label; [0] is 0. */
  readonly areaPx: Uint32Array;
}

/**
 * Gives each 8-connected piece of equal label a number of its own.
 *
 * @param minAreaPx pieces with fewer pixels are left out before they are numbered
 * @throws TooManyObjects with `count` when more than 65,534 remain
 */
export function labelPieces(size: Size, labels: Uint16Array, minAreaPx = 0): Components {
  const runs = runsOfLabels(size, labels);
  const areaPx = numberPieces(runs, minAreaPx);
  return { labels: labelsOfRuns(size, runs), count: areaPx.length - 1, areaPx };
}

/**
 * `labelPieces` on runs: the values become the numbers of their pieces.
 *
 * @returns pixels of each piece, at the index of its number; [0] is 0
 * @throws TooManyObjects with `count` when more than 65,534 remain
 */
export function numberPieces(runs: Runs, minAreaPx = 0): Uint32Array {
  const root = connectRuns(runs, 'objects');
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
  for (let run = 0; run < runs.count; run++) {
    runs.value[run] = runs.value[run] === 0 ? 0 : (number[root[run] as number] as number);
  }
  return Uint32Array.from(areas);
}

/** How many 8-connected pieces of equal label there are; no limit, and background is none. */
export function countPieces(size: Size, labels: Uint16Array): number {
  const runs = runsOfLabels(size, labels);
  const root = connectRuns(runs, 'objects');
  let count = 0;
  for (let run = 0; run < runs.count; run++) {
    if (root[run] === run && runs.value[run] !== 0) count++;
  }
  return count;
}

/**
 * Clears, in place, everything but the largest 8-connected piece of equal label. Among equally
 * large pieces the first in raster order stays.
 */
export function keepLargest(size: Size, labels: Uint16Array): void {
  changeRuns(size, labels, keepLargestPiece);
}

/** Clears, in place, every 8-connected piece of equal label with fewer than `minAreaPx` pixels. */
export function removeSmall(size: Size, labels: Uint16Array, minAreaPx: number): void {
  changeRuns(size, labels, (runs) => dropSmallPieces(runs, minAreaPx));
}

/**
 * Fills holes in place. A hole is a 4-connected piece of background that does not reach the image
 * border. It takes the label around it. A hole with several labels around it (a gap between
 * objects, or a hole with another object inside) stays.
 */
export function fillHoles(size: Size, labels: Uint16Array): void {
  changeRuns(size, labels, (runs) => fillRunHoles(size, runs));
}

/** Applies `change` to the values of the labels' runs. */
function changeRuns(size: Size, labels: Uint16Array, change: (runs: Runs) => void): void {
  const runs = runsOfLabels(size, labels);
  const before = runs.value.slice(0, runs.count);
  change(runs);
  for (let y = 0; y < size.height; y++) {
    const row = y * size.width;
    for (let run = runs.rowFirst[y] as number; run < (runs.rowFirst[y + 1] as number); run++) {
      const value = runs.value[run] as number;
      if (value === before[run]) continue;
      labels.fill(value, row + (runs.start[run] as number), row + (runs.end[run] as number));
    }
  }
}

/** `keepLargest` on runs: all other values become 0. */
export function keepLargestPiece(runs: Runs): void {
  const root = connectRuns(runs, 'objects');
  const areaPx = pieceAreas(runs, root);
  let largest = -1;
  let most = 0;
  for (let run = 0; run < runs.count; run++) {
    if (runs.value[run] === 0 || (areaPx[run] as number) <= most) continue;
    most = areaPx[run] as number;
    largest = run;
  }
  for (let run = 0; run < runs.count; run++) if (root[run] !== largest) runs.value[run] = 0;
}

/** `removeSmall` on runs: the values of small pieces become 0. */
export function dropSmallPieces(runs: Runs, minAreaPx: number): void {
  const root = connectRuns(runs, 'objects');
  const areaPx = pieceAreas(runs, root);
  for (let run = 0; run < runs.count; run++) {
    if ((areaPx[root[run] as number] as number) < minAreaPx) runs.value[run] = 0;
  }
}

/** `fillHoles` on runs that cover an image: the values of holes become the label around them. */
export function fillRunHoles(size: Size, runs: Runs): void {
  const root = connectRuns(runs, 'background');
  const around = labelsAround(size, runs, root);
  for (let run = 0; run < runs.count; run++) {
    if (runs.value[run] !== 0) continue;
    const label = around[root[run] as number] as number;
    if (label !== OPEN) runs.value[run] = label;
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
