import { GrowingRect } from './geometry';
import { decodeRuns, encodeRuns, RunWriter } from './rle';
import type { Rect, Size } from './types';

/** A change of a labelmap that can be undone: the rectangle as it was and as it became, in runs. */
export interface Patch {
  readonly rect: Rect;
  readonly before: Uint16Array;
  readonly after: Uint16Array;
}

/**
 * The change between two labelmaps, or `null` when there is none. The patch's rectangle is as
 * small as the change.
 *
 * @param within where to look; all changes must lie in it
 */
export function diffLabels(
  size: Size,
  before: Uint16Array,
  after: Uint16Array,
  within: Rect = { x: 0, y: 0, width: size.width, height: size.height },
): Patch | null {
  const grown = new GrowingRect();
  const right = within.x + within.width;
  for (let y = within.y; y < within.y + within.height; y++) {
    const row = y * size.width;
    let first = within.x;
    while (first < right && before[row + first] === after[row + first]) first++;
    if (first === right) continue;
    let last = right - 1;
    while (before[row + last] === after[row + last]) last--;
    grown.add(first, y, last + 1, y + 1);
  }
  const rect = grown.rect();
  if (!rect) return null;
  return {
    rect,
    before: encodeRuns(size, before, rect),
    after: encodeRuns(size, after, rect),
  };
}

/** Makes the change, in place. */
export function applyPatch(size: Size, labels: Uint16Array, patch: Patch): void {
  decodeRuns(size, labels, patch.rect, patch.after);
}

/** Takes the change back, in place. */
export function revertPatch(size: Size, labels: Uint16Array, patch: Patch): void {
  decodeRuns(size, labels, patch.rect, patch.before);
}

/**
 * Makes the change on labels that may differ from those it was recorded on, in place: pixels that
 * it did not change stay as they are.
 */
export function replayPatch(size: Size, labels: Uint16Array, patch: Patch): void {
  const { rect } = patch;
  const here = { ...rect, x: 0, y: 0 };
  const before = new Uint16Array(rect.width * rect.height);
  const after = new Uint16Array(rect.width * rect.height);
  decodeRuns(rect, before, here, patch.before);
  decodeRuns(rect, after, here, patch.after);
  for (let y = 0; y < rect.height; y++) {
    const row = (rect.y + y) * size.width + rect.x;
    const from = y * rect.width;
    for (let x = 0; x < rect.width; x++) {
      if (before[from + x] !== after[from + x]) labels[row + x] = after[from + x] as number;
    }
  }
}

/** Memory that a patch holds, in bytes. */
export function patchBytes(patch: Patch): number {
  return patch.before.byteLength + patch.after.byteLength;
}

const BLOCK = 64;

/** An edit under way. Announce each rectangle before writing into it. */
export interface EditRecording {
  /** @param rect may reach over the image's edge */
  willChange(rect: Rect): void;
  /** The change since the recording began, or `null` when nothing differs; ends the recording. */
  finish(): Patch | null;
}

/**
 * Records edits of a labelmap as one patch. Blocks of 64 × 64 pixels are copied when they
 * are first announced, so a stroke never copies the image.
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
    const grown = new GrowingRect();
    for (const [block, copy] of kept) {
      growByBlock(size, labels, block % columns, Math.floor(block / columns), copy, grown);
    }
    const rect = grown.rect();
    if (!rect) return null;
    const before = encodeKept(size, labels, columns, kept, rect);
    return { rect, before, after: encodeRuns(size, labels, rect) };
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

/** Adds the pixels of a block that differ from its copy. */
function growByBlock(
  size: Size,
  labels: Uint16Array,
  bx: number,
  by: number,
  copy: Uint16Array,
  grown: GrowingRect,
): void {
  const left = bx * BLOCK;
  const right = Math.min(size.width, left + BLOCK);
  const bottom = Math.min(size.height, (by + 1) * BLOCK);
  for (let y = by * BLOCK; y < bottom; y++) {
    const row = y * size.width;
    const copyRow = (y - by * BLOCK) * BLOCK - left;
    for (let x = left; x < right; x++) {
      if (labels[row + x] !== copy[copyRow + x]) grown.add(x, y, x + 1, y + 1);
    }
  }
}

/** A rectangle as it was: kept blocks from their copies, the others as they still are. */
function encodeKept(
  size: Size,
  labels: Uint16Array,
  columns: number,
  kept: ReadonlyMap<number, Uint16Array>,
  rect: Rect,
): Uint16Array {
  const writer = new RunWriter();
  const right = rect.x + rect.width;
  for (let y = rect.y; y < rect.y + rect.height; y++) {
    const by = Math.floor(y / BLOCK);
    for (let x = rect.x; x < right; ) {
      const bx = Math.floor(x / BLOCK);
      const end = Math.min(right, (bx + 1) * BLOCK);
      const copy = kept.get(by * columns + bx);
      const start = copy ? (y - by * BLOCK) * BLOCK + x - bx * BLOCK : y * size.width + x;
      writer.append(copy ?? labels, start, start + end - x);
      x = end;
    }
  }
  return writer.finish();
}
