import { fillHoles } from '@/core/labels/components';
import { connectRuns, runsOfLabels } from '@/core/labels/runs';
import { MAX_LABEL, type Size } from '@/core/types';

/** How far from an enclosed area a pixel still belongs to its outline. */
const LINE_PX = 4;

/** A mask of lines, as the enclosed areas. */
export interface Outlined {
  /** A number for each enclosed area, its line included; 0 elsewhere. */
  readonly labels: Uint16Array;
  /** Share of the mask's pixels that lie along an enclosed area, 0–1. */
  readonly lineShare: number;
}

/**
 * Reads the thin lines of a mask as outlines. `null` when they are none: objects are thick, or
 * enclose less than they cover. Linear in pixels.
 *
 * @param mask 1 for object
 */
export function readOutlines(size: Size, mask: Uint16Array): Outlined | null {
  const area = mask.reduce((sum, value) => sum + value, 0);
  if (area === 0 || 2 * insidePx(size, mask) > area) return null;
  const filled = mask.slice();
  fillHoles(size, filled);
  const enclosed = filled.reduce((sum, value, i) => sum + value - (mask[i] as number), 0);
  if (enclosed < area) return null;
  const labels = numberHoles(size, mask, filled);
  return labels && { labels, lineShare: spread(size, labels, mask) / area };
}

/** Pixels of a mask whose four neighbours belong to it too. */
function insidePx({ width, height }: Size, mask: Uint16Array): number {
  let inside = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * width + 1; i < (y + 1) * width - 1; i++) {
      if (mask[i] && mask[i - 1] && mask[i + 1] && mask[i - width] && mask[i + width]) inside++;
    }
  }
  return inside;
}

/** Numbers 4-connected holes: a line of pixels that touch at corners separates them. */
function numberHoles(size: Size, mask: Uint16Array, filled: Uint16Array): Uint16Array | null {
  const runs = runsOfLabels(size, mask);
  const { start, end, value, rowFirst } = runs;
  const root = connectRuns(runs, 'background');
  const numbers = new Map<number, number>();
  const labels = new Uint16Array(mask.length);
  for (let y = 0; y < size.height; y++) {
    const row = y * size.width;
    for (let run = rowFirst[y] as number; run < (rowFirst[y + 1] as number); run++) {
      const first = row + (start[run] as number);
      if (value[run] !== 0 || filled[first] === 0) continue;
      const hole = root[run] as number;
      const number = numbers.get(hole) ?? numbers.size + 1;
      if (number > MAX_LABEL) return null;
      numbers.set(hole, number);
      labels.fill(number, first, row + (end[run] as number));
    }
  }
  return labels;
}

/** Gives each line the number of the hole beside it, in place. @returns pixels of lines near one */
function spread(size: Size, labels: Uint16Array, mask: Uint16Array): number {
  let front: number[] = [];
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] && neighboursOf(size, i).some((near) => mask[near])) front.push(i);
  }
  let near = 0;
  for (let step = 1; front.length > 0; step++) {
    const next: number[] = [];
    for (const at of front) {
      for (const i of neighboursOf(size, at)) {
        if (labels[i] || !mask[i]) continue;
        labels[i] = labels[at] as number;
        next.push(i);
      }
    }
    if (step <= LINE_PX) near += next.length;
    front = next;
  }
  return near;
}

/** Indices of the pixels around one, inside the image. */
function neighboursOf({ width, height }: Size, at: number): number[] {
  const x = at % width;
  const y = (at - x) / width;
  const near: number[] = [];
  for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++)
    for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++)
      if (nx !== x || ny !== y) near.push(ny * width + nx);
  return near;
}
