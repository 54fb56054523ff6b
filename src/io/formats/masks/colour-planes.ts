import type { Rgb } from '@/core/labels/palette';
import type { Size } from '@/core/types';

/**
 * A colour image as one plane: how far each pixel is from the background towards the only other
 * colour.
 */
export interface Shade {
  /** 0 = ground, 255 = the colour. */
  readonly values: Uint8Array;
  readonly colour: Rgb;
  /**
   * Whether nearly all pixels have one of the two colours, many of them exactly. No photograph
   * does.
   */
  readonly isPlain: boolean;
}

/** A colour image as numbers: one for each colour. */
export interface ColourMap {
  /** 0 = ground, else 1 + index in `colours`. */
  readonly values: Uint16Array;
  readonly colours: readonly Rgb[];
}

/** Colours this close count as one in a format that rounds: distance in RGB. */
const NEAR = 40;
/** The most colours searched for in a format that rounds. */
const MOST_ROUNDED = 12;
/**
 * Share of the coloured pixels that may be off the line between two colours, and of flat ones among
 * them.
 */
const STRAY = 0.35;
const FLAT_STRAY = 0.04;
/** Smallest share of pixels that equal their neighbours: noise has fewer. */
const EVEN = 0.25;
/** Share of pixels with one of the two colours from which nobody needs to ask. */
const PLAIN = 0.6;

/** Whether a colour image is grey except for rounding. */
export function isNearlyGrey(rgb: Uint8Array): boolean {
  let stray = 0;
  let brightest = 0;
  for (let i = 0; i < rgb.length; i += 3) {
    const [r, g, b] = colourAt(rgb, i / 3);
    const low = Math.min(r, g, b);
    const high = Math.max(r, g, b);
    if (high - low > 28) stray++;
    if (high > brightest) brightest = high;
  }
  return brightest >= 100 && stray <= (0.002 * rgb.length) / 3;
}

/**
 * Reads an image of one colour on a background, soft edges and rounding included; `null` when it
 * has more.
 *
 * @param clear 1 where the image is transparent: then that is the background, whatever lies beneath
 */
export function readShade(size: Size, rgb: Uint8Array, clear: Uint8Array | null): Shade | null {
  const ground = groundOf(size, rgb, clear);
  const pixels = rgb.length / 3;
  let farthest = 0;
  for (let i = 0; i < pixels; i++) {
    if (!clear?.[i]) farthest = Math.max(farthest, distance(colourAt(rgb, i), ground));
  }
  if (farthest < NEAR) return null;
  const colour = commonest(
    rgb,
    (i) => !clear?.[i] && 2 * distance(colourAt(rgb, i), ground) > farthest,
  );
  if (!colour) return null;
  const [r, g, b] = ground;
  const [toR, toG, toB] = [colour[0] - r, colour[1] - g, colour[2] - b];
  const length2 = toR * toR + toG * toG + toB * toB;
  const values = new Uint8Array(pixels);
  let stray = 0;
  let flatStray = 0;
  let coloured = 0;
  let plain = 0;
  let even = 0;
  let seen = 0;
  for (let i = 0; i < pixels; i++) {
    if (clear?.[i]) continue;
    const dr = (rgb[3 * i] as number) - r;
    const dg = (rgb[3 * i + 1] as number) - g;
    const db = (rgb[3 * i + 2] as number) - b;
    const part = Math.max(0, Math.min(1, (dr * toR + dg * toG + db * toB) / length2));
    values[i] = Math.round(255 * part);
    seen++;
    if (isSameAs(rgb, i, i + 1) && isSameAs(rgb, i, i + size.width)) even++;
    if (Math.hypot(dr, dg, db) > NEAR) coloured++;
    const end = Math.round(part);
    if (Math.hypot(dr - end * toR, dg - end * toG, db - end * toB) < 0.6 * NEAR) plain++;
    if (Math.hypot(dr - part * toR, dg - part * toG, db - part * toB) <= NEAR) continue;
    stray++;
    if (isFlatAt(size, rgb, i)) flatStray++;
  }
  if (stray > STRAY * coloured || flatStray > FLAT_STRAY * coloured) return null;
  return { values, colour, isPlain: plain >= PLAIN * seen && even >= EVEN * seen };
}

/**
 * Reads an image of flat areas in several colours. Pixels between two areas go to the one with the
 * nearer colour. `null` when it has no such areas: it is a photograph, or an image with drawings
 * over it.
 */
export function readColourMap(
  size: Size,
  rgb: Uint8Array,
  clear: Uint8Array | null,
): ColourMap | null {
  const ground = groundOf(size, rgb, clear);
  return exactMap(size, rgb, clear, ground) ?? roundedMap(size, rgb, clear, ground);
}

/** The exactly stored colours. */
function exactMap(
  { width, height }: Size,
  rgb: Uint8Array,
  clear: Uint8Array | null,
  ground: Rgb,
): ColourMap | null {
  const key = (i: number): number =>
    clear?.[i]
      ? -1
      : ((rgb[3 * i] as number) << 16) |
        ((rgb[3 * i + 1] as number) << 8) |
        (rgb[3 * i + 2] as number);
  const groundKey = clear ? -1 : (ground[0] << 16) | (ground[1] << 8) | ground[2];
  const pixels = new Map<number, number>();
  const flat = new Map<number, number>();
  let objectPx = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const own = key(i);
      if (own === groundKey || own < 0) continue;
      objectPx++;
      pixels.set(own, (pixels.get(own) ?? 0) + 1);
      const isFlat =
        (x === 0 || key(i - 1) === own) &&
        (x + 1 === width || key(i + 1) === own) &&
        (y === 0 || key(i - width) === own) &&
        (y + 1 === height || key(i + width) === own);
      if (isFlat) flat.set(own, (flat.get(own) ?? 0) + 1);
    }
  }
  let flatPx = 0;
  for (const count of flat.values()) flatPx += count;
  if (objectPx === 0 || flatPx < 0.25 * objectPx) return null;
  // A colour with hardly any flat pixel belongs to a speck or an edge; if there are few, to specks.
  for (const [own, count] of flat) if (count < 0.1 * (pixels.get(own) ?? 0)) flat.delete(own);
  let loosePx = 0;
  for (const [own, count] of pixels) if (!flat.has(own)) loosePx += count;
  const isExact = loosePx <= 0.03 * objectPx;
  const keys = isExact ? [...pixels.keys()] : [...flat.keys()];
  if (keys.length > 65_000 || (!isExact && loosePx > 0.5 * objectPx)) return null;
  const order = new Map(keys.sort((a, b) => a - b).map((own, i) => [own, i + 1]));
  const colours = keys.map((own): Rgb => [own >> 16, (own >> 8) & 255, own & 255]);
  const values = new Uint16Array(width * height);
  const loose: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const own = key(i);
    const number = order.get(own);
    if (number !== undefined) values[i] = number;
    else if (own >= 0 && own !== groundKey) loose.push(i);
  }
  const nearest = loose.map((i) =>
    nearestAround({ width, height }, rgb, values, colours, ground, i),
  );
  for (const [at, i] of loose.entries()) values[i] = nearest[at] as number;
  return { values, colours };
}

const AROUND_PX = 3;

/** The nearby number with the colour most like the pixel's. */
function nearestAround(
  { width, height }: Size,
  rgb: Uint8Array,
  values: Uint16Array,
  colours: readonly Rgb[],
  ground: Rgb,
  at: number,
): number {
  const x = at % width;
  const y = (at - x) / width;
  const own = colourAt(rgb, at);
  let best = 0;
  let least = distance(own, ground);
  for (let ny = Math.max(0, y - AROUND_PX); ny <= Math.min(height - 1, y + AROUND_PX); ny++) {
    for (let nx = Math.max(0, x - AROUND_PX); nx <= Math.min(width - 1, x + AROUND_PX); nx++) {
      const number = values[ny * width + nx] as number;
      if (number === 0 || number === best) continue;
      const far = distance(own, colours[number - 1] as Rgb);
      if (far < least) [best, least] = [number, far];
    }
  }
  return best;
}

/** A few colours that a format has rounded. */
function roundedMap(
  { width, height }: Size,
  rgb: Uint8Array,
  clear: Uint8Array | null,
  ground: Rgb,
): ColourMap | null {
  const pixels = width * height;
  const isColoured = (i: number): boolean =>
    !clear?.[i] && (clear !== null || distance(colourAt(rgb, i), ground) > NEAR);
  const colours: Rgb[] = [];
  let coloured = 0;
  for (let i = 0; i < pixels; i++) if (isColoured(i)) coloured++;
  const isNew = (i: number): boolean =>
    isColoured(i) && colours.every((known) => distance(colourAt(rgb, i), known) > 2 * NEAR);
  let known = 0;
  while (colours.length < MOST_ROUNDED && known < 0.9 * coloured) {
    const next = commonest(rgb, isNew);
    if (!next) break;
    let near = 0;
    let flat = 0;
    for (let i = 0; i < pixels; i++) {
      if (!isColoured(i) || distance(colourAt(rgb, i), next) >= 0.6 * NEAR) continue;
      near++;
      if (isFlatAt({ width, height }, rgb, i)) flat++;
    }
    if (near < Math.max(12, 0.01 * coloured) || flat < 0.3 * near) break; // what is left are edges
    colours.push(next);
    known += near;
  }
  if (colours.length === 0 || known < 0.5 * coloured) return null;
  const values = new Uint16Array(pixels);
  for (let i = 0; i < pixels; i++) {
    if (clear?.[i]) continue;
    const own = colourAt(rgb, i);
    let least = clear ? Number.POSITIVE_INFINITY : distance(own, ground);
    for (const [at, colour] of colours.entries()) {
      const far = distance(own, colour);
      if (far < least) [least, values[i]] = [far, at + 1];
    }
  }
  return { values, colours };
}

/** Whether a pixel's four neighbours have nearly its colour. */
function isFlatAt({ width, height }: Size, rgb: Uint8Array, i: number): boolean {
  const x = i % width;
  if (x === 0 || x === width - 1 || i < width || i >= width * (height - 1)) return false;
  const own = colourAt(rgb, i);
  return [i - 1, i + 1, i - width, i + width].every(
    (near) => distance(colourAt(rgb, near), own) < 0.6 * NEAR,
  );
}

/** The most frequent colour at the image's edge; black if the image is transparent. */
function groundOf({ width, height }: Size, rgb: Uint8Array, clear: Uint8Array | null): Rgb {
  if (clear) return [0, 0, 0];
  const isEdge = (i: number): boolean => {
    const x = i % width;
    return x === 0 || x === width - 1 || i < width || i >= width * (height - 1);
  };
  return commonest(rgb, isEdge) ?? [0, 0, 0];
}

/** The mean of the pixels in the fullest of 16 × 16 × 16 boxes of colour; `null` when none is meant. */
function commonest(rgb: Uint8Array, isMeant: (i: number) => boolean): Rgb | null {
  const counts = new Uint32Array(4096);
  const boxOf = (i: number): number =>
    ((rgb[3 * i] as number) >> 4) * 256 +
    ((rgb[3 * i + 1] as number) >> 4) * 16 +
    ((rgb[3 * i + 2] as number) >> 4);
  const pixels = rgb.length / 3;
  for (let i = 0; i < pixels; i++) if (isMeant(i)) (counts[boxOf(i)] as number)++;
  const fullest = counts.indexOf(Math.max(...counts));
  if (counts[fullest] === 0) return null;
  const within = new Map<number, number>();
  for (let i = 0; i < pixels; i++) {
    if (boxOf(i) !== fullest || !isMeant(i)) continue;
    const own =
      ((rgb[3 * i] as number) << 16) |
      ((rgb[3 * i + 1] as number) << 8) |
      (rgb[3 * i + 2] as number);
    within.set(own, (within.get(own) ?? 0) + 1);
  }
  let best = 0;
  let most = 0;
  for (const [own, count] of within) if (count > most) [best, most] = [own, count];
  return [best >> 16, (best >> 8) & 255, best & 255];
}

function isSameAs(rgb: Uint8Array, a: number, b: number): boolean {
  return (
    rgb[3 * a] === rgb[3 * b] &&
    rgb[3 * a + 1] === rgb[3 * b + 1] &&
    rgb[3 * a + 2] === rgb[3 * b + 2]
  );
}

function colourAt(rgb: Uint8Array, i: number): Rgb {
  return [rgb[3 * i] as number, rgb[3 * i + 1] as number, rgb[3 * i + 2] as number];
}

function distance(a: Rgb, b: Rgb): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
