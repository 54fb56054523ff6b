import { wholeRect } from '@/core/geometry';
import type { Rect, Size } from '@/core/types';

const MAX_RUN = 65535;

/** Collects values into runs [value, length, value, length, …]; long runs are cut at 65,535. */
export class RunWriter {
  #runs = new Uint16Array(64);
  #used = 0;
  #value = -1;
  #length = 0;

  /** Appends `values[from]` up to, not including, `values[to]`. */
  append(values: Uint16Array, from: number, to: number): void {
    for (let i = from; i < to; ) {
      const start = i;
      const value = values[i] as number;
      do i++;
      while (i < to && values[i] === value);
      if (value !== this.#value) {
        this.#flush();
        this.#value = value;
      }
      this.#length += i - start;
    }
  }

  finish(): Uint16Array {
    this.#flush();
    return this.#runs.slice(0, this.#used);
  }

  #flush(): void {
    for (; this.#length > 0; this.#length -= Math.min(this.#length, MAX_RUN)) {
      if (this.#used === this.#runs.length) {
        const runs = this.#runs;
        this.#runs = new Uint16Array(2 * runs.length);
        this.#runs.set(runs);
      }
      this.#runs[this.#used++] = this.#value;
      this.#runs[this.#used++] = Math.min(this.#length, MAX_RUN);
    }
  }
}

/**
 * A rectangle of a labelmap as runs [value, length, …] in row-major order, across row ends.
 *
 * @param rect inside the image
 */
export function encodeRuns(size: Size, labels: Uint16Array, rect: Rect): Uint16Array {
  const writer = new RunWriter();
  for (let y = rect.y; y < rect.y + rect.height; y++) {
    const row = y * size.width + rect.x;
    writer.append(labels, row, row + rect.width);
  }
  return writer.finish();
}

/**
 * Decodes runs of `encodeRuns` into a rectangle of a labelmap.
 *
 * @throws RangeError when the runs do not cover the rectangle exactly
 */
export function decodeRuns(size: Size, labels: Uint16Array, rect: Rect, runs: Uint16Array): void {
  let total = 0;
  for (let r = 1; r < runs.length; r += 2) total += runs[r] as number;
  if (total !== rect.width * rect.height) {
    throw new RangeError(`Runs of ${total} pixels for ${rect.width} × ${rect.height}.`);
  }
  let x = 0;
  let row = rect.y * size.width + rect.x;
  for (let r = 0; r < runs.length; r += 2) {
    const value = runs[r] as number;
    let left = runs[r + 1] as number;
    while (left > 0) {
      const length = Math.min(left, rect.width - x);
      labels.fill(value, row + x, row + x + length);
      left -= length;
      x += length;
      if (x < rect.width) continue;
      x = 0;
      row += size.width;
    }
  }
}

/**
 * Decodes runs of `encodeRuns` into a whole labelmap.
 *
 * @throws RangeError when the runs do not cover the image exactly
 */
export function decodeWhole(size: Size, runs: Uint16Array): Uint16Array {
  const labels = new Uint16Array(size.width * size.height);
  decodeRuns(size, labels, wholeRect(size), runs);
  return labels;
}

/**
 * Uncompressed COCO run lengths of one object in the whole image: down the columns, left to right,
 * background first (0 when the first pixel is object). Sum: width × height.
 *
 * @param bounds holds the whole object; the cost depends on its area, not on the image's
 */
export function cocoCounts(
  size: Size,
  labels: Uint8Array | Uint16Array,
  label: number,
  bounds: Rect,
): number[] {
  const counts: number[] = [];
  let inside = false;
  let since = 0;
  for (let x = bounds.x; x < bounds.x + bounds.width; x++) {
    for (let y = bounds.y; y < bounds.y + bounds.height; y++) {
      if ((labels[y * size.width + x] === label) === inside) continue;
      inside = !inside;
      counts.push(x * size.height + y - since);
      since = x * size.height + y;
    }
    // Outside the bounds the column is background.
    const below = x * size.height + bounds.y + bounds.height;
    if (!inside || bounds.height === size.height) continue;
    inside = false;
    counts.push(below - since);
    since = below;
  }
  const rest = size.width * size.height - since;
  if (rest > 0) counts.push(rest);
  return counts;
}
