import type { Size } from '@/core/types';

/** Statistics of each value of a plane; every array is indexed by value. */
export interface Evidence {
  /** Values that occur, in rising order. */
  readonly seen: readonly number[];
  readonly counts: Uint32Array;
  /** Pixels at the edge of the image. */
  readonly border: Uint32Array;
  /** Pixels whose four neighbours all have the same value. */
  readonly flat: Uint32Array;
  /** Neighbours, of four, with a lower value; transparent ones among them. */
  readonly lower: Uint32Array;
  /** Neighbours, of four, with a higher value. */
  readonly higher: Uint32Array;
  /** Neighbours, of four, with another value that is at most a thirty-second of the range away. */
  readonly gentle: Uint32Array;
}

/** The largest difference between neighbours on a smooth slope, as a share of the range. */
const GENTLE = 1 / 32;

/**
 * Counts what distinguishes numbers from brightness: numbers form flat areas, a soft edge is a
 * slope. Linear in pixels.
 *
 * @param clear 1 where the image is transparent; such pixels are not counted
 */
export function evidenceOf(
  { width, height }: Size,
  values: Uint8Array | Uint16Array,
  clear: Uint8Array | null,
): Evidence {
  const counts = new Uint32Array(65536);
  for (let i = 0; i < values.length; i++)
    if (!clear?.[i]) (counts[values[i] as number] as number)++;
  const seen: number[] = [];
  counts.forEach((count, value) => {
    if (count > 0) seen.push(value);
  });
  const range = (seen.at(-1) ?? 0) - (seen[0] ?? 0);
  const [border, flat, lower, higher, gentle] = Array.from(
    { length: 5 },
    () => new Uint32Array(65536),
  ) as [Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array];

  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (clear?.[i]) continue;
      const value = values[i] as number;
      let below = 0;
      let above = 0;
      let slope = 0;
      const look = (at: number): void => {
        const other = clear?.[at] ? -1 : (values[at] as number);
        if (other === value) return;
        if (other < value) below++;
        else above++;
        if (other >= 0 && Math.abs(other - value) <= GENTLE * range) slope++;
      };
      if (x > 0) look(i - 1);
      if (x + 1 < width) look(i + 1);
      if (y > 0) look(i - width);
      if (y + 1 < height) look(i + width);
      if (below + above === 0) (flat[value] as number)++;
      else {
        (lower[value] as number) += below;
        (higher[value] as number) += above;
        (gentle[value] as number) += slope;
      }
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) (border[value] as number)++;
    }
  }
  return { seen, counts, border, flat, lower, higher, gentle };
}

/** Sum of a count over the values that `isMeant` picks. */
export function sumOver(
  { seen }: Evidence,
  count: Uint32Array,
  isMeant: (value: number) => boolean,
): number {
  return seen.reduce((sum, value) => sum + (isMeant(value) ? (count[value] as number) : 0), 0);
}

/** The value with the largest count. */
export function mostOf(
  { seen }: Evidence,
  count: Uint32Array,
  isMeant: (value: number) => boolean = () => true,
): number | undefined {
  return seen
    .filter(isMeant)
    .reduce<number | undefined>(
      (best, value) =>
        best === undefined || (count[value] as number) > (count[best] as number) ? value : best,
      undefined,
    );
}

/**
 * Whether values are brightness with soft edges (1), numbers in flat areas (0), or could be either.
 *
 * A slope has as many higher neighbours as lower ones and hardly a flat pixel. A number lies flat
 * on the background: its neighbours are lower, except for touching objects. Two kinds of values are
 * left out: those near the background (ringing of JPEG), and the most frequent of the rest with its
 * noise (the inside of a mask).
 */
export function softnessOf(evidence: Evidence): number {
  const { seen, counts } = evidence;
  const low = seen[0] as number;
  const high = seen.at(-1) as number;
  const isAbove = (value: number): boolean => value - low > 0.1 * (high - low);
  const inside = mostOf(evidence, counts, isAbove);
  const isBeside = (value: number): boolean =>
    value !== inside && Math.abs(value - (inside ?? 0)) <= GENTLE * (high - low);
  const isBetween = (value: number): boolean =>
    isAbove(value) && value !== inside && !isBeside(value);
  // Its neighbours are its noise, unless there is nothing else to judge by.
  const slope = slopeOf(evidence, isBetween) ?? slopeOf(evidence, isBeside);
  if (slope !== null) return slope;
  // One value, and others by the ground: noise, or low numbers beside a high one.
  const isNear = (value: number): boolean => value > low && !isAbove(value);
  const near = sharesOf(evidence, isNear);
  return near && near.flat > 0.2 && near.up < 0.12 ? 0 : 1;
}

/** How much values look like a slope, 0–1; `null` when no pixel has them. */
function slopeOf(evidence: Evidence, isMeant: (value: number) => boolean): number | null {
  const shares = sharesOf(evidence, isMeant);
  if (!shares) return null;
  const { flat, up, gentle } = shares;
  if (gentle > 0.45) return flat < 0.5 ? 1 : 0.5;
  return clamp((up - 0.12) / 0.2) * clamp((0.4 - flat) / 0.3);
}

/**
 * The share of values' pixels that are flat, and of their neighbours of another value that are
 * higher or near.
 */
function sharesOf(
  evidence: Evidence,
  isMeant: (value: number) => boolean,
): { flat: number; up: number; gentle: number } | null {
  const { counts, flat, lower, higher, gentle } = evidence;
  const pixels = sumOver(evidence, counts, isMeant);
  if (pixels === 0) return null;
  const up = sumOver(evidence, higher, isMeant);
  const sides = Math.max(1, up + sumOver(evidence, lower, isMeant));
  return {
    flat: sumOver(evidence, flat, isMeant) / pixels,
    up: up / sides,
    gentle: sumOver(evidence, gentle, isMeant) / sides,
  };
}

const clamp = (value: number): number => Math.max(0, Math.min(1, value));
