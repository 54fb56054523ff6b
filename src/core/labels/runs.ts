import { BLOCK_PX, type RowExtremes } from '@/core/grid/row-extremes';
import type { Rect, Size } from '@/core/types';

/** Rows cut into runs of equal value, in raster order, as parallel arrays. */
export interface Runs {
  readonly count: number;
  /** First column of each run. */
  readonly start: Int32Array;
  /** Column after the last of each run. */
  readonly end: Int32Array;
  readonly value: Uint16Array;
  /** Index of the first run of each row, and at [height] the number of runs. */
  readonly rowFirst: Int32Array;
}

class RunList {
  count = 0;
  start = new Int32Array(1024);
  end = new Int32Array(1024);
  value = new Uint16Array(1024);

  /** What was pushed; arrays may be longer than the count. */
  with(rowFirst: Int32Array): Runs {
    const { count, start, end, value } = this;
    return { count, start, end, value, rowFirst };
  }

  /** What was pushed, in arrays as long as the count. */
  trimmed(rowFirst: Int32Array): Runs {
    const { count } = this;
    return {
      count,
      start: this.start.slice(0, count),
      end: this.end.slice(0, count),
      value: this.value.slice(0, count),
      rowFirst,
    };
  }

  push(start: number, end: number, value: number): void {
    if (this.count === this.start.length) this.#grow();
    this.start[this.count] = start;
    this.end[this.count] = end;
    this.value[this.count] = value;
    this.count++;
  }

  #grow(): void {
    const { start, end, value } = this;
    this.start = new Int32Array(2 * this.count);
    this.end = new Int32Array(2 * this.count);
    this.value = new Uint16Array(2 * this.count);
    this.start.set(start);
    this.end.set(end);
    this.value.set(value);
  }
}

/**
 * The object runs of a labelmap that has changed only in some rows. Arrays are exactly as long as
 * the count, to be sent or kept. Linear in runs and in the pixels of these rows.
 *
 * @param before the labelmap's runs before it changed
 * @param top first of the rows that may have changed
 * @param bottom the row after the last of them
 */
export function rerun(
  { width, height }: Size,
  before: Runs,
  labels: Uint16Array,
  top: number,
  bottom: number,
): Runs {
  const runs = new RunList();
  const rowFirst = new Int32Array(height + 1);
  for (let y = 0; y < height; y++) {
    if (y < top || y >= bottom) {
      for (
        let run = before.rowFirst[y] as number;
        run < (before.rowFirst[y + 1] as number);
        run++
      ) {
        runs.push(
          before.start[run] as number,
          before.end[run] as number,
          before.value[run] as number,
        );
      }
    } else pushRow(runs, labels, y * width, width, false);
    rowFirst[y + 1] = runs.count;
  }
  return runs.trimmed(rowFirst);
}

/**
 * The runs of pixels with `data[i] >= level`, with value 1. The others are left out.
 *
 * @param extremes of the same data: with them only blocks that the level divides are read
 */
export function runsAtLeast(
  size: Size,
  data: Uint8Array,
  level: number,
  extremes: RowExtremes | null = null,
): Runs {
  const { width, height } = size;
  const runs = new RunList();
  const rowFirst = new Int32Array(height + 1);
  const blocks = extremes?.blocksPerRow ?? 1;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let first = -1; // column where the open run started
    for (let block = 0; block < blocks; block++) {
      const from = block * BLOCK_PX;
      const to = block === blocks - 1 ? width : from + BLOCK_PX;
      const isBelow = extremes !== null && (extremes.high[y * blocks + block] as number) < level;
      const isAbove = extremes !== null && (extremes.low[y * blocks + block] as number) >= level;
      if (isAbove) {
        if (first < 0) first = from;
        continue;
      }
      if (isBelow) {
        if (first >= 0) runs.push(first, from, 1);
        first = -1;
        continue;
      }
      for (let x = from; x < to; x++) {
        const isObject = (data[row + x] as number) >= level;
        if (isObject === first >= 0) continue;
        if (!isObject) runs.push(first, x, 1);
        first = isObject ? x : -1;
      }
    }
    if (first >= 0) runs.push(first, width, 1);
    rowFirst[y + 1] = runs.count;
  }
  return runs.with(rowFirst);
}

/** The runs of equal label; background is a value like any other, so the runs cover the image. */
export function runsOfLabels(size: Size, labels: Uint16Array): Runs {
  const { width, height } = size;
  const runs = new RunList();
  const rowFirst = new Int32Array(height + 1);
  for (let y = 0; y < height; y++) {
    pushRow(runs, labels, y * width, width, true);
    rowFirst[y + 1] = runs.count;
  }
  return runs.with(rowFirst);
}

/** Runs of one row, which starts at index `row`; those of the background only if wanted. */
function pushRow(
  runs: RunList,
  labels: Uint16Array,
  row: number,
  width: number,
  withBackground: boolean,
): void {
  const end = row + width;
  for (let i = row; i < end; ) {
    const first = i;
    const value = labels[i] as number;
    do i++;
    while (i < end && labels[i] === value);
    if (value !== 0 || withBackground) runs.push(first - row, i - row, value);
  }
}

/**
 * The difference between two labelmaps, as runs of the labels in `after`, including 0. `null` when
 * they are equal. Arrays are exactly as long as the count.
 */
export function changedRuns(
  { width, height }: Size,
  before: Uint16Array,
  after: Uint16Array,
): Runs | null {
  const runs = new RunList();
  const rowFirst = new Int32Array(height + 1);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const end = row + width;
    for (let i = row; i < end; ) {
      while (i < end && before[i] === after[i]) i++;
      if (i === end) break;
      const first = i;
      const value = after[i] as number;
      do i++;
      while (i < end && after[i] === value && before[i] !== value);
      runs.push(first - row, i - row, value);
    }
    rowFirst[y + 1] = runs.count;
  }
  return runs.count === 0 ? null : runs.trimmed(rowFirst);
}

/**
 * The same pixels, cut where their value changes. Pixels with value 0 are left out.
 *
 * @param keys of each pixel of the image
 * @param labelOf the value for each key
 */
export function cutRuns(
  size: Size,
  { start, end, rowFirst }: Runs,
  keys: Uint16Array | Uint32Array,
  labelOf: Uint16Array,
): Runs {
  const runs = new RunList();
  const cutFirst = new Int32Array(size.height + 1);
  for (let y = 0; y < size.height; y++) {
    const row = y * size.width;
    for (let run = rowFirst[y] as number; run < (rowFirst[y + 1] as number); run++) {
      const last = row + (end[run] as number);
      let i = row + (start[run] as number);
      while (i < last) {
        const first = i;
        const value = labelOf[keys[i] as number] as number;
        do i++;
        while (i < last && labelOf[keys[i] as number] === value);
        if (value !== 0) runs.push(first - row, i - row, value);
      }
    }
    cutFirst[y + 1] = runs.count;
  }
  return runs.with(cutFirst);
}

/**
 * Objects and the background between them: runs that cover a rectangle, in the rectangle's own
 * coordinates. `objectRuns` is the reverse.
 *
 * @param objects runs of the whole image, of objects only, none of which leaves the rectangle
 */
export function withBackground(objects: Runs, { x, y, width, height }: Rect): Runs {
  const runs = new RunList();
  const rowFirst = new Int32Array(height + 1);
  for (let row = 0; row < height; row++) {
    const last = objects.rowFirst[y + row + 1] as number;
    let at = 0;
    for (let run = objects.rowFirst[y + row] as number; run < last; run++) {
      const start = (objects.start[run] as number) - x;
      const end = (objects.end[run] as number) - x;
      if (start > at) runs.push(at, start, 0);
      runs.push(start, end, objects.value[run] as number);
      at = end;
    }
    if (at < width) runs.push(at, width, 0);
    rowFirst[row + 1] = runs.count;
  }
  return runs.with(rowFirst);
}

/**
 * The objects of runs that cover a rectangle, in the coordinates of an image in which it lies.
 * Arrays are as long as the count, to be sent or kept.
 *
 * @param rect in an image of `height` rows
 */
export function objectRuns(runs: Runs, { x, y }: Rect, height: number): Runs {
  const objects = new RunList();
  const rowFirst = new Int32Array(height + 1);
  const rows = runs.rowFirst.length - 1;
  for (let row = 0; row < rows; row++) {
    for (let run = runs.rowFirst[row] as number; run < (runs.rowFirst[row + 1] as number); run++) {
      const value = runs.value[run] as number;
      if (value !== 0)
        objects.push(x + (runs.start[run] as number), x + (runs.end[run] as number), value);
    }
    rowFirst[y + row + 1] = objects.count;
  }
  rowFirst.fill(objects.count, y + rows + 1);
  return objects.trimmed(rowFirst);
}

/** Runs of an image without an object. */
export function noRuns({ height }: Size): Runs {
  return new RunList().with(new Int32Array(height + 1));
}

/** Pixels of each label up to `highest`, at the index of the label; [0] is 0. */
export function labelAreas({ count, start, end, value }: Runs, highest: number): Uint32Array {
  const areaPx = new Uint32Array(highest + 1);
  for (let run = 0; run < count; run++) {
    (areaPx[value[run] as number] as number) += (end[run] as number) - (start[run] as number);
  }
  areaPx[0] = 0;
  return areaPx;
}

/** The labelmap that the runs stand for, in their own coordinates. */
export function labelsOfRuns({ width, height }: Size, runs: Runs): Uint16Array {
  const labels = new Uint16Array(width * height);
  eachRun(runs, (y, start, end, label) => {
    if (label !== 0) labels.fill(label, y * width + start, y * width + end);
  });
  return labels;
}
/** Visits each run: pixels start ≤ column < end of row y have the value. */
export function eachRun(
  { start, end, value, rowFirst }: Runs,
  visit: (y: number, start: number, end: number, value: number) => void,
): void {
  for (let y = 0; y < rowFirst.length - 1; y++) {
    for (let run = rowFirst[y] as number; run < (rowFirst[y + 1] as number); run++)
      visit(y, start[run] as number, end[run] as number, value[run] as number);
  }
}

/**
 * Visits every difference between two labelmaps of one image, given as runs. Linear in runs.
 *
 * @param visit receives pixels start ≤ column < end of a row, and their labels in both
 */
export function eachChange(
  before: Runs,
  after: Runs,
  visit: (y: number, start: number, end: number, was: number, is: number) => void,
): void {
  for (let y = 0; y < before.rowFirst.length - 1; y++) {
    let a = before.rowFirst[y] as number;
    let b = after.rowFirst[y] as number;
    const lastA = before.rowFirst[y + 1] as number;
    const lastB = after.rowFirst[y + 1] as number;
    for (let x = 0; a < lastA || b < lastB; ) {
      const startA = a < lastA ? (before.start[a] as number) : Infinity;
      const startB = b < lastB ? (after.start[b] as number) : Infinity;
      const isInA = startA <= x;
      const isInB = startB <= x;
      const endA = isInA ? (before.end[a] as number) : startA;
      const endB = isInB ? (after.end[b] as number) : startB;
      const end = endA < endB ? endA : endB;
      const was = isInA ? (before.value[a] as number) : 0;
      const is = isInB ? (after.value[b] as number) : 0;
      if (was !== is) visit(y, x, end, was, is);
      if (isInA && endA === end) a++;
      if (isInB && endB === end) b++;
      x = end;
    }
  }
}

/** Joins neighbouring runs of equal value in a row. */
export function joinEqual({ start, end, value, rowFirst }: Runs): Runs {
  const runs = new RunList();
  const height = rowFirst.length - 1;
  const joinedFirst = new Int32Array(height + 1);
  for (let y = 0; y < height; y++) {
    const rowEnd = rowFirst[y + 1] as number;
    for (let run = rowFirst[y] as number; run < rowEnd; ) {
      const first = run;
      do run++;
      while (run < rowEnd && value[run] === value[first] && start[run] === end[run - 1]);
      runs.push(start[first] as number, end[run - 1] as number, value[first] as number);
    }
    joinedFirst[y + 1] = runs.count;
  }
  return runs.with(joinedFirst);
}

/**
 * Which runs are connected: for each run the index of the first run of its connected piece.
 *
 * Objects are 8-connected (touching corners suffice) among runs of one value. Background is then
 * 4-connected, so that a closed 8-connected outline separates its inside from its outside. Runs of
 * the other sort keep their own index.
 *
 * Union by smallest index with path halving, near-linear in the number of runs.
 */
export function connectRuns(runs: Runs, what: 'objects' | 'background'): Int32Array {
  const { count, start, end, value, rowFirst } = runs;
  const reach = what === 'objects' ? 1 : 0;
  const root = new Int32Array(count);
  for (let run = 0; run < count; run++) root[run] = run;
  for (let y = 1; y < rowFirst.length - 1; y++) {
    const row = rowFirst[y] as number;
    const rowEnd = rowFirst[y + 1] as number;
    let first = rowFirst[y - 1] as number;
    for (let run = row; run < rowEnd; run++) {
      const v = value[run] as number;
      if ((v !== 0) !== (what === 'objects')) continue;
      const left = (start[run] as number) - reach;
      const right = (end[run] as number) + reach;
      while (first < row && (end[first] as number) <= left) first++;
      for (let above = first; above < row && (start[above] as number) < right; above++) {
        if (value[above] === v) unite(root, above, run);
      }
    }
  }
  // A run's root has a smaller index, so it is final already.
  for (let run = 0; run < count; run++) root[run] = root[root[run] as number] as number;
  return root;
}

function unite(root: Int32Array, a: number, b: number): void {
  const rootA = find(root, a);
  const rootB = find(root, b);
  if (rootA < rootB) root[rootB] = rootA;
  else root[rootA] = rootB;
}

function find(root: Int32Array, run: number): number {
  let at = run;
  let up = root[at] as number;
  while (up !== at) {
    const next = root[up] as number;
    root[at] = next;
    at = next;
    up = root[at] as number;
  }
  return at;
}

/** Pixels in each connected piece, at the index of its root. */
export function pieceAreas(runs: Runs, root: Int32Array): Uint32Array {
  const { count, start, end } = runs;
  const areaPx = new Uint32Array(count);
  for (let run = 0; run < count; run++) {
    (areaPx[root[run] as number] as number) += (end[run] as number) - (start[run] as number);
  }
  return areaPx;
}
