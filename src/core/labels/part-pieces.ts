import { clipRect, GrowingRect } from '@/core/geometry';
import { crop } from '@/core/grid/crop';
import type { Rect, Size } from '@/core/types';
import { labelPieces } from './components';

/** Pixels start ≤ column < end of a row that were taken from an object. */
export interface ErasedRow {
  readonly y: number;
  readonly start: number;
  readonly end: number;
  readonly label: number;
}

/** Pieces of one object that an erasure has parted, the largest first. */
export interface Parted {
  readonly label: number;
  /** Index in the image of each pixel of each piece. */
  readonly pieces: readonly (readonly number[])[];
}

/**
 * Finds objects that an erasure has parted. Pieces that were apart before are not its doing. Linear in the
 * rectangle erased; in the object too where it may have been parted, which takes two bytes for each pixel
 * of the image.
 *
 * @param labels as they are after it, row-major
 */
export function partPieces(
  size: Size,
  labels: Uint16Array,
  erased: readonly ErasedRow[],
): Parted[] {
  const grown = new GrowingRect();
  for (const { y, start, end } of erased) grown.add(start, y, end, y + 1);
  const bounds = grown.rect();
  if (!bounds) return [];
  const { x, y, width, height } = bounds;
  const rect =
    clipRect({ x: x - 1, y: y - 1, width: width + 2, height: height + 2 }, size) ?? bounds;
  const now = crop(labels, size.width, rect);
  const before = now.slice();
  for (const { y, start, end, label } of erased) {
    const row = (y - rect.y) * rect.width - rect.x;
    before.fill(label, row + start, row + end);
  }
  const groups = seedsOfGroups(rect, before, now);
  if (groups.length === 0) return [];
  return joinGroups(groups, (seed) => imageIndex(size, rect, seed), size, labels);
}

/**
 * A pixel of each piece in the rectangle now, for pieces that were one there before. The others cannot
 * have been parted.
 */
function seedsOfGroups(rect: Rect, before: Uint16Array, now: Uint16Array): number[][] {
  const was = labelPieces(rect, before).labels;
  const is = labelPieces(rect, now).labels;
  const seeds = new Map<number, Map<number, number>>();
  for (let i = 0; i < is.length; i++) {
    const piece = is[i] as number;
    if (piece === 0) continue;
    const whole = was[i] as number;
    const known = seeds.get(whole) ?? new Map<number, number>();
    if (!known.has(piece)) known.set(piece, i);
    seeds.set(whole, known);
  }
  return [...seeds.values()].filter(({ size }) => size > 1).map((pieces) => [...pieces.values()]);
}

function imageIndex({ width }: Size, rect: Rect, at: number): number {
  const x = at % rect.width;
  return (rect.y + (at - x) / rect.width) * width + rect.x + x;
}

/** Follows each seed through the whole image, and puts together what was one object before. */
function joinGroups(
  groups: readonly (readonly number[])[],
  indexOf: (seed: number) => number,
  size: Size,
  labels: Uint16Array,
): Parted[] {
  const pieceAt = new Uint16Array(labels.length);
  const pieces: number[][] = [];
  const seeds = groups.map((group) => group.map(indexOf));
  for (const seed of seeds.flat()) {
    if (pieceAt[seed] === 0)
      pieces.push(floodPiece(size, labels, seed, pieceAt, pieces.length + 1));
  }
  // Groups that share a piece are of one object.
  const owner = pieces.map((_, i) => i);
  for (const group of seeds) {
    const [first = 0, ...others] = group.map(
      (seed) => owner[(pieceAt[seed] as number) - 1] as number,
    );
    for (const other of others)
      owner.forEach((now, i) => {
        if (now === other) owner[i] = first;
      });
  }
  const parted = new Map<number, number[][]>();
  for (const [i, pixels] of pieces.entries()) {
    const key = owner[i] as number;
    parted.set(key, [...(parted.get(key) ?? []), pixels]);
  }
  return [...parted.values()]
    .filter(({ length }) => length > 1)
    .map((list) => ({
      label: labels[list[0]?.[0] ?? 0] as number,
      pieces: list.sort((a, b) => b.length - a.length),
    }));
}

/** The 8-connected pixels of the label under a pixel; they get `number` in `pieceAt`. */
function floodPiece(
  { width, height }: Size,
  labels: Uint16Array,
  seed: number,
  pieceAt: Uint16Array,
  number: number,
): number[] {
  const label = labels[seed];
  const pixels = [seed];
  pieceAt[seed] = number;
  for (let next = 0; next < pixels.length; next++) {
    const at = pixels[next] as number;
    const x = at % width;
    const y = (at - x) / width;
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        const i = ny * width + nx;
        if (pieceAt[i] !== 0 || labels[i] !== label) continue;
        pieceAt[i] = number;
        pixels.push(i);
      }
    }
  }
  return pixels;
}
