import { GrowingRect } from '@/core/geometry';
import type { Rect, Size } from '@/core/types';
import { decodeWhole } from './rle';
import { readVarints, VarintWriter } from './varints';

/**
 * A change of a labelmap that can be undone: only the pixels that differ, in runs along the raster
 * of the whole image (they go on over the end of a row). Numbers are varints.
 */
export interface Patch {
  /** The smallest rectangle around the change. */
  readonly rect: Rect;
  /** [before, after, …] of each kind of change; no two are the same. */
  readonly kinds: Uint16Array;
  /** For each run the number of unchanged pixels before it, then of changed pixels. */
  readonly places: Uint8Array;
  /** For each run its kind of change. */
  readonly kindOfRun: Uint8Array;
}

/** Collects changed pixels, in raster order, into a patch. */
class PatchWriter {
  readonly #width: number;
  readonly #grown = new GrowingRect();
  readonly #kinds = new Map<number, number>();
  readonly #places = new VarintWriter();
  readonly #kindOfRun = new VarintWriter();
  /** The run that may continue, and where the one before it ended. */
  #start = 0;
  #end = 0;
  #kind = -1;
  #written = 0;

  constructor({ width }: Size) {
    this.#width = width;
  }

  /**
   * Compares pixels of one row.
   *
   * @param at    index in the image of the first of them
   * @param count how many, from `before[from]` and `after[afterFrom]` on
   */
  compare(
    at: number,
    count: number,
    before: Uint16Array,
    from: number,
    after: Uint16Array,
    afterFrom: number,
  ): void {
    const toAfter = afterFrom - from;
    const toImage = at - from;
    const last = from + count;
    let first = -1;
    let end = -1;
    for (let i = from; i < last; ) {
      while (i < last && before[i] === after[i + toAfter]) i++;
      if (i === last) break;
      const start = i;
      const was = before[i] as number;
      const is = after[i + toAfter] as number;
      do i++;
      while (i < last && before[i] === was && after[i + toAfter] === is);
      this.#push(start + toImage, i + toImage, was * 65536 + is);
      if (first < 0) first = start;
      end = i;
    }
    if (first < 0) return;
    const y = Math.floor(at / this.#width);
    const column = toImage - y * this.#width;
    this.#grown.add(first + column, y, end + column, y + 1);
  }

  #push(start: number, end: number, pair: number): void {
    const known = this.#kinds.get(pair);
    const kind = known ?? this.#kinds.size;
    if (known === undefined) this.#kinds.set(pair, kind);
    if (kind !== this.#kind || start !== this.#end) {
      this.#flush();
      this.#kind = kind;
      this.#start = start;
    }
    this.#end = end;
  }

  #flush(): void {
    if (this.#kind < 0) return;
    this.#places.push(this.#start - this.#written);
    this.#places.push(this.#end - this.#start);
    this.#kindOfRun.push(this.#kind);
    this.#written = this.#end;
  }

  /** `null` when no pixel differed. */
  finish(): Patch | null {
    const rect = this.#grown.rect();
    if (!rect) return null;
    this.#flush();
    const kinds = new Uint16Array(2 * this.#kinds.size);
    for (const [pair, kind] of this.#kinds) {
      kinds[2 * kind] = Math.floor(pair / 65536);
      kinds[2 * kind + 1] = pair % 65536;
    }
    return {
      rect,
      kinds,
      places: this.#places.finish(),
      kindOfRun: this.#kindOfRun.finish(),
    };
  }
}

/** The change between two labelmaps, or `null` when there is none. */
export function diffLabels(size: Size, before: Uint16Array, after: Uint16Array): Patch | null {
  const writer = new PatchWriter(size);
  for (let row = 0; row < before.length; row += size.width)
    writer.compare(row, size.width, before, row, after, row);
  return writer.finish();
}

/**
 * The change between two states of a rectangle that are in runs as `encodeRuns` makes them; `null`
 * when there is none.
 *
 * @throws RangeError when the runs do not cover the rectangle exactly
 */
export function diffRuns(
  size: Size,
  rect: Rect,
  before: Uint16Array,
  after: Uint16Array,
): Patch | null {
  const { width, height } = rect;
  const was = decodeWhole(rect, before);
  const is = decodeWhole(rect, after);
  const writer = new PatchWriter(size);
  for (let y = 0; y < height; y++) {
    const at = (rect.y + y) * size.width + rect.x;
    writer.compare(at, width, was, y * width, is, y * width);
  }
  return writer.finish();
}

/** Applies the change in place. Other pixels keep their present values. */
export function applyPatch(labels: Uint16Array, patch: Patch): void {
  write(labels, patch, 1);
}

/** Reverts the change in place. */
export function revertPatch(labels: Uint16Array, patch: Patch): void {
  write(labels, patch, 0);
}

const SHORT_RUN_PX = 32;

function write(labels: Uint16Array, { kinds, places, kindOfRun }: Patch, side: 0 | 1): void {
  const place = readVarints(places);
  const kind = readVarints(kindOfRun);
  for (let at = 0; !place.isAtEnd(); ) {
    const start = at + place.next();
    at = start + place.next();
    const value = kinds[2 * kind.next() + side] as number;
    // Most runs are a few pixels, for which calling `fill` takes longer than filling.
    if (at - start > SHORT_RUN_PX) labels.fill(value, start, at);
    else for (let i = start; i < at; i++) labels[i] = value;
  }
}

/** Whether an untrusted patch fits an image: no run leaves its rectangle. */
export function isPatchOf(size: Size, { rect, kinds, places, kindOfRun }: Patch): boolean {
  if (rect.x + rect.width > size.width || rect.y + rect.height > size.height) return false;
  if (kinds.length % 2 === 1) return false;
  const place = readVarints(places);
  const kind = readVarints(kindOfRun);
  for (let at = 0; !place.isAtEnd(); ) {
    const start = at + place.next();
    const pixels = place.next();
    at = start + pixels;
    // Comparisons with NaN are false.
    if (!(pixels > 0 && at <= size.width * size.height && kind.next() < kinds.length / 2))
      return false;
    if (!holdsRun(size, rect, start, at - 1)) return false;
  }
  return kind.isAtEnd();
}

function holdsRun({ width }: Size, rect: Rect, first: number, last: number): boolean {
  const top = Math.floor(first / width);
  const bottom = Math.floor(last / width);
  const isWide = top !== bottom;
  const left = isWide ? 0 : first - top * width;
  const right = isWide ? width : last - top * width + 1;
  const isInRows = top >= rect.y && bottom < rect.y + rect.height;
  return isInRows && left >= rect.x && right <= rect.x + rect.width;
}

const BLOCK = 64;

/** An open recording. Announce each rectangle before writing into it. */
export interface EditRecording {
  /** @param rect may reach over the image's edge */
  willChange(rect: Rect): void;
  /** The change since the recording began, or `null` when nothing differs; ends the recording. */
  finish(): Patch | null;
}

/**
 * Records edits of a labelmap as one patch. It copies blocks of 64 × 64 pixels when they are first
 * announced, so a stroke never copies the image.
 */
export function recordEdit(size: Size, labels: Uint16Array): EditRecording {
  const columns = Math.ceil(size.width / BLOCK);
  const kept = new Map<number, Uint16Array>();

  function willChange(rect: Rect): void {
    const right = Math.min(size.width, rect.x + rect.width);
    const bottom = Math.min(size.height, rect.y + rect.height);
    for (let by = Math.floor(Math.max(0, rect.y) / BLOCK); by * BLOCK < bottom; by++) {
      for (let bx = Math.floor(Math.max(0, rect.x) / BLOCK); bx * BLOCK < right; bx++) {
        const block = by * columns + bx;
        if (!kept.has(block)) kept.set(block, copyBlock(size, labels, bx, by));
      }
    }
  }

  function finish(): Patch | null {
    const writer = new PatchWriter(size);
    const blocks = [...kept.keys()].sort((a, b) => a - b);
    const rowOf = (block: number): number => Math.floor(block / columns);
    for (let first = 0; first < blocks.length; ) {
      const by = rowOf(blocks[first] as number);
      let next = first;
      while (next < blocks.length && rowOf(blocks[next] as number) === by) next++;
      compareBlocks(writer, by, blocks.slice(first, next));
      first = next;
    }
    return writer.finish();
  }

  /** Compares neighbouring blocks, from left to right, with their copies. */
  function compareBlocks(writer: PatchWriter, by: number, blocks: readonly number[]): void {
    const bottom = Math.min(size.height, (by + 1) * BLOCK);
    for (let y = by * BLOCK; y < bottom; y++) {
      for (const block of blocks) {
        const left = (block - by * columns) * BLOCK;
        const at = y * size.width + left;
        const count = Math.min(BLOCK, size.width - left);
        const copy = kept.get(block) as Uint16Array;
        writer.compare(at, count, copy, (y - by * BLOCK) * BLOCK, labels, at);
      }
    }
  }

  return { willChange, finish };
}

function copyBlock(size: Size, labels: Uint16Array, bx: number, by: number): Uint16Array {
  const copy = new Uint16Array(BLOCK * BLOCK);
  const left = bx * BLOCK;
  const right = Math.min(size.width, left + BLOCK);
  const bottom = Math.min(size.height, (by + 1) * BLOCK);
  for (let y = by * BLOCK; y < bottom; y++) {
    const row = y * size.width;
    copy.set(labels.subarray(row + left, row + right), (y - by * BLOCK) * BLOCK);
  }
  return copy;
}
