import type { IntensityWindow, Raster, Rect, Size } from '@/core/types';

/** Bilinear weights along one axis: output i is the sum of `count[i]` inputs from `start[i]` on. */
interface Taps {
  readonly start: Int32Array;
  readonly count: Int32Array;
  /** `stride` weights for each output; those beyond its count are unused. */
  readonly weights: Float32Array;
  readonly stride: number;
}

/** Neighbours for stretching: output i = lower · (1 − fraction) + upper · fraction. */
export interface LinearTaps {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  readonly fraction: Float32Array;
}

/**
 * A rectangle of the picture resampled to `scaled` pixels, as RGB planes.
 *
 * Each value is exactly that of the whole scaled picture, so tiles fit without a seam. What lies
 * beyond the right and bottom edge of the scaled picture is reflected without repeating the edge,
 * or repeats the edge where either side is too short to reflect (as torch's `F.pad` is used in
 * training).
 *
 * @param scaled size of the whole scaled picture
 * @param rect   in the scaled frame, x and y inside it
 * @returns      float32 planes R, G, B (3 × height × width), 0–255; grey repeats its plane
 *
 * Bilinear with half-pixel centres; when shrinking, the triangle is widened by the factor
 * (`F.interpolate(mode="bilinear", antialias=True, align_corners=False)`, Pillow's BILINEAR).
 * O(source pixels under the rectangle + output pixels · taps); nothing else of the source is read.
 */
export function resampleRegion(raster: Raster, scaled: Size, rect: Rect): Float32Array {
  const { columns, rows } = paddedIndices(scaled, rect);
  const area = { x: smallest(columns), y: smallest(rows) };
  const width = largest(columns) - area.x + 1;
  const height = largest(rows) - area.y + 1;
  const inside = resampleInside(raster, scaled, { ...area, width, height });
  if (width === rect.width && height === rect.height) return inside;
  return gather(inside, { width, height }, columns, rows, area);
}

/** The whole picture squashed to side × side, as RGB planes; see `resampleRegion`. */
export function squash(raster: Raster, side: number): Float32Array {
  const size = { width: side, height: side };
  return resampleRegion(raster, size, { x: 0, y: 0, ...size });
}

/**
 * Neighbours and fractions for stretching `from` values to `to` values, half-pixel centres, edges
 * held, no antialias (`F.interpolate(mode="bilinear", align_corners=False)`).
 */
export function linearTaps(from: number, to: number): LinearTaps {
  const lower = new Int32Array(to);
  const upper = new Int32Array(to);
  const fraction = new Float32Array(to);
  for (let i = 0; i < to; i++) {
    const at = Math.max(0, ((i + 0.5) * from) / to - 0.5);
    const floor = Math.min(Math.floor(at), from - 1);
    lower[i] = floor;
    upper[i] = Math.min(floor + 1, from - 1);
    fraction[i] = at - floor;
  }
  return { lower, upper, fraction };
}

/**
 * One plane stretched to another size, bilinear without antialias; see `linearTaps`.
 *
 * @param plane row-major values, from.width × from.height
 */
export function stretch(plane: Float32Array, from: Size, to: Size): Float32Array {
  const out = new Float32Array(to.width * to.height);
  const across = linearTaps(from.width, to.width);
  const down = linearTaps(from.height, to.height);
  const line = new Float32Array(from.width);
  for (let y = 0; y < to.height; y++) {
    lerpRows(plane, from.width, down, y, line);
    lerpAcross(line, across, out, y * to.width);
  }
  return out;
}

/**
 * Row `y` of a plane stretched down only: `line` gets `width` values.
 *
 * @param origin row of the taps' input that `plane` starts with
 */
export function lerpRows(
  plane: Float32Array,
  width: number,
  down: LinearTaps,
  y: number,
  line: Float32Array,
  origin = 0,
): void {
  const top = ((down.lower[y] as number) - origin) * width;
  const bottom = ((down.upper[y] as number) - origin) * width;
  const f = down.fraction[y] as number;
  for (let x = 0; x < width; x++) {
    const a = plane[top + x] as number;
    line[x] = a + ((plane[bottom + x] as number) - a) * f;
  }
}

/** One line stretched across into `out` from `offset` on. */
export function lerpAcross(
  line: Float32Array,
  across: LinearTaps,
  out: Float32Array,
  offset: number,
): void {
  const { lower, upper, fraction } = across;
  for (let x = 0; x < lower.length; x++) {
    const a = line[lower[x] as number] as number;
    out[offset + x] = a + ((line[upper[x] as number] as number) - a) * (fraction[x] as number);
  }
}

/** Which column and row of the scaled picture each column and row of `rect` shows. */
function paddedIndices(scaled: Size, rect: Rect) {
  if (rect.x < 0 || rect.y < 0 || rect.x >= scaled.width || rect.y >= scaled.height)
    throw new RangeError(
      `The rectangle starts at ${rect.x}, ${rect.y}, outside ${scaled.width} × ${scaled.height}`,
    );
  const padX = Math.max(0, rect.x + rect.width - scaled.width);
  const padY = Math.max(0, rect.y + rect.height - scaled.height);
  const canReflect = padX < scaled.width && padY < scaled.height;
  const index = (start: number, length: number, size: number) =>
    Int32Array.from({ length }, (_, i) => {
      const at = start + i;
      if (at < size) return at;
      return canReflect ? 2 * (size - 1) - at : size - 1;
    });
  return {
    columns: index(rect.x, rect.width, scaled.width),
    rows: index(rect.y, rect.height, scaled.height),
  };
}

const smallest = (values: Int32Array): number => values.reduce((a, b) => Math.min(a, b));
const largest = (values: Int32Array): number => values.reduce((a, b) => Math.max(a, b));

/** Copies the listed columns and rows out of three planes. */
function gather(
  planes: Float32Array,
  size: Size,
  columns: Int32Array,
  rows: Int32Array,
  origin: { x: number; y: number },
): Float32Array {
  const out = new Float32Array(3 * rows.length * columns.length);
  let to = 0;
  for (let plane = 0; plane < 3; plane++) {
    for (let y = 0; y < rows.length; y++) {
      const line = (plane * size.height + (rows[y] as number) - origin.y) * size.width - origin.x;
      for (let x = 0; x < columns.length; x++)
        out[to++] = planes[line + (columns[x] as number)] as number;
    }
  }
  return out;
}

/** `resampleRegion` for a rectangle inside the scaled picture. */
function resampleInside(raster: Raster, scaled: Size, rect: Rect): Float32Array {
  const across = triangleTaps(raster.width, scaled.width, rect.x, rect.width);
  const down = triangleTaps(raster.height, scaled.height, rect.y, rect.height);
  const { channels } = raster;
  const firstColumn = across.start[0] as number;
  const lastColumn = lastInput(across);
  const lastRow = lastInput(down);
  const readLine = lineReader(raster, firstColumn, lastColumn - firstColumn + 1);
  const isCopy = raster.width === scaled.width;

  const area = rect.width * rect.height;
  const out = new Float32Array(3 * area);
  const line = new Float32Array(channels * rect.width);
  let first = 0; // output rows before this one are complete
  for (let row = down.start[0] as number; row <= lastRow; row++) {
    const source = readLine(row);
    if (isCopy) deinterleave(source, channels, line);
    else shrinkLine(source, channels, across, firstColumn, line);
    while (first < rect.height && endOf(down, first) <= row) first++;
    for (let y = first; y < rect.height && (down.start[y] as number) <= row; y++) {
      const weight = down.weights[y * down.stride + row - (down.start[y] as number)] as number;
      for (let c = 0; c < channels; c++) {
        const to = c * area + y * rect.width;
        const from = c * rect.width;
        for (let x = 0; x < rect.width; x++)
          out[to + x] = (out[to + x] as number) + weight * (line[from + x] as number);
      }
    }
  }
  if (channels === 1) {
    out.copyWithin(area, 0, area);
    out.copyWithin(2 * area, 0, area);
  }
  return out;
}

const endOf = (taps: Taps, i: number): number =>
  (taps.start[i] as number) + (taps.count[i] as number);
const lastInput = (taps: Taps): number => endOf(taps, taps.start.length - 1) - 1;

/** Returns a function that reads part of a row as floats 0–255; its result is reused. */
function lineReader(raster: Raster, x: number, width: number): (row: number) => Float32Array {
  const { channels, data } = raster;
  const line = new Float32Array(width * channels);
  const at = (row: number) => (row * raster.width + x) * channels;
  if (raster.bits === 8)
    return (row) => {
      line.set(data.subarray(at(row), at(row) + line.length));
      return line;
    };
  const shown = windowTable(raster.window ?? { low: 0, high: 255 });
  return (row) => {
    const from = at(row);
    for (let i = 0; i < line.length; i++) line[i] = shown[data[from + i] as number] as number;
    return line;
  };
}

/**
 * What each stored 16-bit value looks like through a window: 0 at `low` and below, 255 at `high`
 * and above, linear between, not rounded.
 */
export function windowTable({ low, high }: IntensityWindow): Float32Array {
  const table = new Float32Array(65536);
  for (let value = 0; value < table.length; value++) {
    if (value >= high) table[value] = 255;
    if (value <= low) table[value] = 0;
    else if (value < high) table[value] = (255 * (value - low)) / (high - low);
  }
  return table;
}

/** Interleaved source pixels to planes of resampled columns. */
function shrinkLine(
  source: Float32Array,
  channels: number,
  taps: Taps,
  firstColumn: number,
  line: Float32Array,
): void {
  const width = taps.start.length;
  for (let x = 0; x < width; x++) {
    let from = ((taps.start[x] as number) - firstColumn) * channels;
    let w = x * taps.stride;
    const end = w + (taps.count[x] as number);
    if (channels === 1) {
      let sum = 0;
      while (w < end) sum += (taps.weights[w++] as number) * (source[from++] as number);
      line[x] = sum;
      continue;
    }
    let red = 0;
    let green = 0;
    let blue = 0;
    while (w < end) {
      const weight = taps.weights[w++] as number;
      red += weight * (source[from] as number);
      green += weight * (source[from + 1] as number);
      blue += weight * (source[from + 2] as number);
      from += 3;
    }
    line[x] = red;
    line[width + x] = green;
    line[2 * width + x] = blue;
  }
}

function deinterleave(source: Float32Array, channels: number, line: Float32Array): void {
  const width = line.length / channels;
  for (let c = 0; c < channels; c++)
    for (let x = 0, from = c; x < width; x++, from += channels)
      line[c * width + x] = source[from] as number;
}

/** Triangle filter for outputs `first` … `first + length − 1` of an axis scaled `from` → `to`. */
function triangleTaps(from: number, to: number, first: number, length: number): Taps {
  const ratio = from / to;
  const support = Math.max(ratio, 1);
  const stride = Math.ceil(2 * support) + 1;
  const start = new Int32Array(length);
  const count = new Int32Array(length);
  const weights = new Float32Array(length * stride);
  for (let i = 0; i < length; i++) {
    const centre = ratio * (first + i + 0.5);
    const weight = (j: number): number => Math.max(0, 1 - Math.abs(j + 0.5 - centre) / support);
    let begin = Math.max(Math.trunc(centre - support + 0.5), 0);
    let end = Math.min(Math.trunc(centre + support + 0.5), from);
    while (weight(begin) === 0) begin++; // at scale 1 a single input is left
    while (weight(end - 1) === 0) end--;
    let total = 0;
    for (let j = begin; j < end; j++) total += weight(j);
    for (let j = begin; j < end; j++) weights[i * stride + j - begin] = weight(j) / total;
    start[i] = begin;
    count[i] = end - begin;
  }
  return { start, count, weights, stride };
}
