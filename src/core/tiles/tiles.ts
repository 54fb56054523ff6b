import type { Rect, Size } from '@/core/types';
import { writeProbabilities } from './probability';
import { type LinearTaps, lerpAcross, lerpRows, linearTaps } from './resize';

/** Square tiles that cover a scaled picture, in rows from the top, each row from the left. */
export interface TileGrid {
  /** The scaled picture. A picture smaller than a tile has one tile that reaches beyond it. */
  readonly size: Size;
  readonly side: number;
  readonly columns: readonly number[];
  readonly rows: readonly number[];
}

export interface Tile {
  /** Position in reading order. */
  readonly index: number;
  /** Top-left corner in the scaled picture. */
  readonly x: number;
  readonly y: number;
}

/** The weight of a tile's pixels falls towards its border: `(1 − |2t − 1|)` held to this range. */
export interface Ramp {
  readonly min: number;
  readonly max: number;
}

/**
 * Evenly spread starts that cover `length` with tiles of `side` overlapping by `overlap` or more.
 * The same numbers as `tile_starts` in training: ties round to the even start, as in Python.
 */
export function tileStarts(length: number, side: number, overlap: number): number[] {
  if (length <= side) return [0];
  const count = Math.ceil((length - overlap) / (side - overlap));
  return Array.from({ length: count }, (_, i) =>
    roundHalfEven((i * (length - side)) / (count - 1)),
  );
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor === 0.5) return floor + (floor % 2);
  return Math.round(value);
}

/** Lays tiles of `side` pixels evenly over a picture; neighbours share at least `overlap` pixels. */
export function tileGrid(size: Size, side: number, overlap: number): TileGrid {
  return {
    size,
    side,
    columns: tileStarts(size.width, side, overlap),
    rows: tileStarts(size.height, side, overlap),
  };
}

/** The tiles that share a pixel with `rect` (in the scaled picture), in reading order. */
export function tilesMeeting(grid: TileGrid, rect: Rect): Tile[] {
  const meets = (start: number, from: number, length: number) =>
    start < from + length && start + grid.side > from;
  return grid.rows.flatMap((y, row) =>
    meets(y, rect.y, rect.height)
      ? grid.columns.flatMap((x, column) =>
          meets(x, rect.x, rect.width) ? [{ index: row * grid.columns.length + column, x, y }] : [],
        )
      : [],
  );
}

/** Weight of each pixel along one side of a tile; a tile's weight is the product of both sides'. */
export function tileRamp(side: number, { min, max }: Ramp): Float32Array {
  return Float32Array.from({ length: side }, (_, i) => {
    const t = (i + 0.5) / side;
    return Math.min(max, Math.max(min, 1 - Math.abs(2 * t - 1)));
  });
}

/**
 * Blends the logits of overlapping tiles into probabilities for a rectangle of the image.
 *
 * Tiles come in the order of `tiles`. Rows that no later tile reaches are finished at once. So only
 * a strip of one tile's height is held beside the result, and memory does not grow with the image's
 * height. Where model and image pixels differ in size, blended logits are sampled bilinearly at the
 * image's pixel centres.
 */
export class TileBlend {
  /** The tiles to add, in this order. */
  readonly tiles: readonly Tile[];
  /** Object and core probability of `rect`, 0–255, row-major; complete after the last tile. */
  readonly probability: Uint8Array;
  readonly core: Uint8Array;

  readonly #grid: TileGrid;
  /** Columns and rows of the scaled picture that the rectangle needs. */
  readonly #area: Rect;
  /** Where the rectangle's pixels lie in `#area`. */
  readonly #across: LinearTaps;
  readonly #down: LinearTaps;
  /** By start; normalised so that the weights of all tiles over a column, or row, sum to one. */
  readonly #columnWeights: ReadonlyMap<number, Float32Array>;
  readonly #rowWeights: ReadonlyMap<number, Float32Array>;
  /** Blended logits of both maps from row `#stripTop` of `#area` on. */
  readonly #strips: readonly [Float32Array, Float32Array];
  #stripTop = 0;
  #added = 0;
  /** Rows of the rectangle that are finished. */
  #finished = 0;

  /** @param rect pixels of the image wanted; the whole image or a part of it */
  constructor(grid: TileGrid, image: Size, rect: Rect, ramp: Ramp) {
    const across = linearTaps(grid.size.width, image.width);
    const down = linearTaps(grid.size.height, image.height);
    const [x, width] = span(across, rect.x, rect.width);
    const [y, height] = span(down, rect.y, rect.height);
    this.#grid = grid;
    this.#area = { x, y, width, height };
    this.#across = part(across, rect.x, rect.width, x);
    this.#down = part(down, rect.y, rect.height, y);
    const weights = tileRamp(grid.side, ramp);
    this.#columnWeights = normalised(grid.columns, weights, grid.size.width);
    this.#rowWeights = normalised(grid.rows, weights, grid.size.height);
    // A tile's rows and one more: the last finished row may be needed to sample the next image row.
    const length = Math.min(grid.side + 1, height) * width;
    this.#strips = [new Float32Array(length), new Float32Array(length)];
    this.tiles = tilesMeeting(grid, this.#area);
    this.probability = new Uint8Array(rect.width * rect.height);
    this.core = new Uint8Array(rect.width * rect.height);
  }

  /**
   * Adds the next tile.
   *
   * @param logits object and core logits of the tile, 2 × side/2 × side/2
   */
  add(logits: Float32Array): void {
    const tile = this.tiles[this.#added];
    if (!tile) throw new RangeError(`All ${this.tiles.length} tiles have been added`);
    this.#finishRows(tile.y - this.#area.y);
    const half = this.#grid.side / 2;
    this.#accumulate(tile, logits.subarray(0, half * half), this.#strips[0]);
    this.#accumulate(tile, logits.subarray(half * half), this.#strips[1]);
    this.#added++;
    if (this.#added === this.tiles.length) this.#finishRows(this.#area.height);
  }

  #accumulate(tile: Tile, plane: Float32Array, strip: Float32Array): void {
    const { side } = this.#grid;
    const area = this.#area;
    const taps = linearTaps(side / 2, side);
    const narrow = new Float32Array(side / 2);
    const line = new Float32Array(side);
    const columnWeights = this.#columnWeights.get(tile.x) as Float32Array;
    const rowWeights = this.#rowWeights.get(tile.y) as Float32Array;
    const left = Math.max(tile.x, area.x);
    const right = Math.min(tile.x + side, area.x + area.width);
    const bottom = Math.min(tile.y + side, area.y + area.height);
    for (let y = Math.max(tile.y, area.y); y < bottom; y++) {
      lerpRows(plane, side / 2, taps, y - tile.y, narrow);
      lerpAcross(narrow, taps, line, 0);
      const rowWeight = rowWeights[y - tile.y] as number;
      let to = (y - area.y - this.#stripTop) * area.width + left - area.x;
      for (let x = left - tile.x; x < right - tile.x; x++, to++) {
        const weight = rowWeight * (columnWeights[x] as number);
        strip[to] = (strip[to] as number) + weight * (line[x] as number);
      }
    }
  }

  /** Writes the rows of the rectangle that need no row of `#area` from `limit` on. */
  #finishRows(limit: number): void {
    const { lower, upper } = this.#down;
    const rows = lower.length;
    const { width } = this.#area;
    const line = new Float32Array(width);
    const sampled = new Float32Array(this.#across.lower.length);
    while (this.#finished < rows && (upper[this.#finished] as number) < limit) {
      const at = this.#finished * sampled.length;
      for (const [strip, out] of [
        [this.#strips[0], this.probability],
        [this.#strips[1], this.core],
      ] as const) {
        lerpRows(strip, width, this.#down, this.#finished, line, this.#stripTop);
        lerpAcross(line, this.#across, sampled, 0);
        writeProbabilities(sampled, out, at);
      }
      this.#finished++;
    }
    if (this.#finished === rows) return;
    this.#moveStrip(Math.min(limit, lower[this.#finished] as number));
  }

  /** Forgets the rows of the strip above `top`. */
  #moveStrip(top: number): void {
    if (top <= this.#stripTop) return;
    const by = (top - this.#stripTop) * this.#area.width;
    for (const strip of this.#strips) {
      strip.copyWithin(0, by);
      strip.fill(0, Math.max(0, strip.length - by));
    }
    this.#stripTop = top;
  }
}

/** First input and number of inputs that outputs `start` … `start + length − 1` need. */
function span(taps: LinearTaps, start: number, length: number): [number, number] {
  const first = taps.lower[start] as number;
  return [first, (taps.upper[start + length - 1] as number) - first + 1];
}

/** Some of the outputs, their inputs counted from `origin`. */
function part(taps: LinearTaps, start: number, length: number, origin: number): LinearTaps {
  const end = start + length;
  return {
    lower: taps.lower.slice(start, end).map((i) => i - origin),
    upper: taps.upper.slice(start, end).map((i) => i - origin),
    fraction: taps.fraction.slice(start, end),
  };
}

/** The ramp of each tile along one axis, divided by the sum of the ramps over each pixel. */
function normalised(
  starts: readonly number[],
  ramp: Float32Array,
  length: number,
): Map<number, Float32Array> {
  const total = new Float32Array(length);
  for (const start of starts)
    for (let i = 0; i < ramp.length && start + i < length; i++)
      total[start + i] = (total[start + i] as number) + (ramp[i] as number);
  return new Map(
    starts.map((start) => [
      start,
      // Pixels beyond the picture are padding: their logits are not used.
      ramp.map((weight, i) => (start + i < length ? weight / (total[start + i] as number) : 0)),
    ]),
  );
}
