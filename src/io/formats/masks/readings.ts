import { countPieces, labelPieces } from '@/core/labels/components';
import { MAX_LABEL, type Size } from '@/core/types';
import { isNearlyGrey, readColourMap, readShade } from './colour-planes';
import { type Evidence, evidenceOf, mostOf, softnessOf, sumOver } from './evidence';
import type { MaskPixels } from './mask-pixels';
import { readOutlines } from './outlines';
import { COLOUR_MARK, type Reading, type ReadingKind } from './reading';

/** A reading and its labels: of objects, or all 1 if it is one mask. */
export interface Candidate {
  readonly reading: Reading;
  /** Makes the labels, row-major. @throws TooManyObjects */
  labels(): Uint16Array;
}

export interface Readings {
  /** The likeliest first; at least one. */
  readonly candidates: readonly Candidate[];
  /** Whether the first may be used without asking. */
  readonly isCertain: boolean;
}

/** The share of the image's edge that objects cover in a mask that is probably inverted. */
const MUCH_BORDER = 0.5;
/** Smallest share of the image's edge that the ground has where no number is 0. */
const GROUND_BORDER = 0.3;
/** Pieces of each number above which 255 numbers are too few for the objects; stray pixels make some. */
const WRAPPED = 1.02;
/** Numbers that 8 bits have left when a few objects were deleted. */
const NEARLY_255 = 230;
/** Smallest share of a mask's pixels that equal their neighbours: noise has fewer. */
const MUCH_FLAT = 0.1;
/** Up to this many numbers or colours can be meant alone. */
const FEW = 6;
/** Up to this many can be classes. */
const MOST_CLASSES = 32;

/**
 * Finds the possible readings of a mask image. Linear in pixels, a few times over. `null` for an
 * image in many colours: a photograph.
 */
export function readingsOf(pixels: MaskPixels): Readings | null {
  const clear = clearOf(pixels.alpha);
  if (clear && isOneColour(pixels, clear)) return readOpacity(pixels, clear);
  const found = readPlanes(pixels, clear);
  if (!found || !clear) return found && unique(found);
  const opacity = candidate('opacity', () => invert(clear));
  const candidates = found.candidates.map(({ reading, labels }) => ({
    reading,
    labels: () => without(labels(), clear),
  }));
  const isMask = candidates[0]?.reading.kind === 'mask';
  return unique({
    candidates: [...candidates, opacity],
    isCertain: found.isCertain && !isMask,
  });
}

function readPlanes(pixels: MaskPixels, clear: Uint8Array | null): Readings | null {
  const { values, palette, rgb } = pixels;
  if (palette && values) return readPalette(pixels, values, palette, clear);
  if (values) return readGrey(pixels, values, values, clear, pixels.isLossy);
  if (rgb) return readColour(pixels, rgb, clear, pixels.isLossy);
  return null;
}

/** A palette that is a grey ramp goes by its colours, in whatever order they are stored. */
function readPalette(
  pixels: MaskPixels,
  indices: Uint8Array | Uint16Array,
  palette: Uint8Array,
  clear: Uint8Array | null,
): Readings | null {
  const { seen, flat, counts, border } = evidenceOf(pixels, indices, clear);
  const entry = (index: number): readonly [number, number, number] => [
    palette[3 * index] ?? 0,
    palette[3 * index + 1] ?? 0,
    palette[3 * index + 2] ?? 0,
  ];
  const isGrey = seen.every((index) => {
    const [r, g, b] = entry(index);
    return Math.max(r, g, b) - Math.min(r, g, b) <= 2;
  });
  if (isGrey) {
    const grey = indices.map((index) => entry(index)[1]);
    // Numbers are the indices where these rise with the brightness, as a writer of labels leaves them.
    const isRising = seen.every(
      (index, i) => i === 0 || entry(index)[1] > entry(seen[i - 1] as number)[1],
    );
    return readGrey(pixels, grey, isRising ? indices : grey, clear, false);
  }
  const flatPx = seen.reduce((sum, index) => sum + (flat[index] as number), 0);
  const pixelCount = seen.reduce((sum, index) => sum + (counts[index] as number), 0);
  if (seen.length > 2 && 4 * flatPx > pixelCount) {
    const isBlack = entry(0).every((value) => value === 0);
    const ground =
      clear || isBlack
        ? 0
        : seen.reduce((a, b) => ((border[b] as number) > (border[a] as number) ? b : a));
    const numbers = Uint16Array.from(indices, (index) =>
      index === ground ? 0 : index === 0 ? 256 : index,
    );
    const colourOf = (number: number): number => meantColour(entry(number === 256 ? 0 : number));
    return readNumbers(pixels, numbers, clear, colourOf);
  }
  const rgb = new Uint8Array(3 * indices.length);
  for (let i = 0; i < indices.length; i++) rgb.set(entry(indices[i] as number), 3 * i);
  return readColour(pixels, rgb, clear, false);
}

/**
 * One plane of grey.
 *
 * @param numbers what is stored, where it is numbers and no brightness
 */
function readGrey(
  size: Size,
  grey: Uint8Array | Uint16Array,
  numbers: Uint8Array | Uint16Array,
  clear: Uint8Array | null,
  isLossy: boolean,
): Readings {
  const evidence = evidenceOf(size, grey, clear);
  const { seen } = evidence;
  const low = clear ? 0 : (seen[0] ?? 0); // the ground is transparent
  const high = seen.at(-1) ?? 0;
  if (seen.length <= 1) return readConstant(grey, high);
  const isTwo = seen.length === 2;
  const isSoft = isTwo ? 1 : isLossy ? Math.max(0.75, softnessOf(evidence)) : softnessOf(evidence);
  const ofNumbers = numbers === grey ? evidence : evidenceOf(size, numbers, clear);
  if (!isTwo && !isLossy && hasVoid(ofNumbers)) return readNumbers(size, numbersOf(numbers), clear);
  const half = (low + high) / 2;
  const mask = readMask(size, evidence, (invertIt) =>
    Uint16Array.from(grey, (value) => Number(value >= half !== invertIt)),
  );
  if (isTwo) return mask;
  if (isSoft < 0.75) {
    const asNumbers = readNumbers(size, numbersOf(numbers), clear);
    const [first, second] = isSoft < 0.5 ? [asNumbers, mask] : [mask, asNumbers];
    return {
      candidates: [...first.candidates, ...second.candidates],
      isCertain: first.isCertain && isSoft < 0.25,
    };
  }
  const asNumbers = candidate('numbers', () => withinLimit(numbersOf(numbers), ofNumbers));
  const any = candidate('any', () =>
    Uint16Array.from(grey, (value) => Number(value >= low + (high - low) / 8)),
  );
  const isOfClasses = hasMiddleLevel(size, grey, clear);
  return {
    candidates: isOfClasses
      ? [any, ...mask.candidates, asNumbers]
      : [...mask.candidates, any, asNumbers],
    isCertain: mask.isCertain && hasTwoLevels(evidence) && !isOfClasses,
  };
}

function readConstant(grey: Uint8Array | Uint16Array, value: number): Readings {
  const whole = candidate('mask', () => new Uint16Array(grey.length).fill(value > 0 ? 1 : 0));
  if (value === 0) return { candidates: [whole], isCertain: true };
  const none = candidate('inverted', () => new Uint16Array(grey.length));
  return { candidates: [whole, none], isCertain: false };
}

/**
 * Whether most pixels are near dark or bright, and enough of them equal to their neighbours: a photograph
 * has no such plateaus.
 */
function hasTwoLevels(evidence: Evidence): boolean {
  const { seen, counts, flat } = evidence;
  const low = seen[0] as number;
  const high = seen.at(-1) as number;
  const at = (from: number, to: number): number =>
    sumOver(evidence, counts, (value) => {
      const part = (value - low) / (high - low);
      return part >= from && part <= to;
    });
  const all = at(0, 1);
  const middle = at(0.25, 0.75);
  const isEven = sumOver(evidence, flat, () => true) > MUCH_FLAT * all;
  return (
    isEven && middle < 0.3 * all && at(0.8, 1) > 0.15 * at(0.5, 1) && at(0, 0.2) > 0.15 * at(0, 0.5)
  );
}

/** Whether a rounded picture has areas between dark and bright, as one of classes has. */
function hasMiddleLevel(
  size: Size,
  grey: Uint8Array | Uint16Array,
  clear: Uint8Array | null,
): boolean {
  let high = 1;
  for (const value of grey) if (value > high) high = value;
  const levels = Uint8Array.from(grey, (value) => Math.round((6 * value) / high));
  const evidence = evidenceOf(size, levels, clear);
  const isMiddle = (level: number): boolean => level >= 2 && level <= 4;
  const flatPx = sumOver(evidence, evidence.flat, isMiddle);
  const all = sumOver(evidence, evidence.counts, isMiddle);
  const up = sumOver(evidence, evidence.higher, isMiddle);
  const down = sumOver(evidence, evidence.lower, isMiddle);
  const objects = sumOver(evidence, evidence.counts, (level) => level >= 2);
  return flatPx > 0.35 * all && all > 0.05 * objects && up < 0.4 * (up + down);
}

/** Labels of the bright half, or with `invertIt` of the dark one. */
function readMask(
  size: Size,
  evidence: Evidence,
  half: (invertIt: boolean) => Uint16Array,
): Readings {
  const { seen, border, counts } = evidence;
  const middle = ((seen[0] as number) + (seen.at(-1) as number)) / 2;
  const isBright = (value: number): boolean => value >= middle;
  const shareOf = (count: Uint32Array): number =>
    sumOver(evidence, count, isBright) /
    Math.max(
      1,
      sumOver(evidence, count, () => true),
    );
  const atBorder = shareOf(border);
  const mask = candidate('mask', () => half(false));
  const inverted = candidate('inverted', () => half(true));
  if (atBorder >= MUCH_BORDER || (shareOf(counts) > 0.5 && encloses(size, half(true)))) {
    const isInverted = atBorder >= 0.75;
    return { candidates: isInverted ? [inverted, mask] : [mask, inverted], isCertain: false };
  }
  const outlined = readOutlines(size, half(false));
  if (!outlined || outlined.lineShare < 0.6)
    return { candidates: [mask, inverted], isCertain: true };
  const outlines = candidate('outlines', () => outlined.labels);
  const isLikely = outlined.lineShare >= 0.9;
  return {
    candidates: isLikely ? [outlines, mask, inverted] : [mask, outlines, inverted],
    isCertain: false,
  };
}

/** Whether dark pieces that do not reach the edge are at least a hundredth of the image. */
function encloses(size: Size, dark: Uint16Array): boolean {
  const { labels, count } = labelPieces(size, dark);
  const touches = new Uint8Array(count + 1);
  const { width, height } = size;
  for (let x = 0; x < width; x++) {
    touches[labels[x] as number] = 1;
    touches[labels[(height - 1) * width + x] as number] = 1;
  }
  for (let y = 0; y < height; y++) {
    touches[labels[y * width] as number] = 1;
    touches[labels[(y + 1) * width - 1] as number] = 1;
  }
  let inside = 0;
  for (const label of labels) if (label > 0 && touches[label] === 0) inside++;
  return inside >= 0.01 * labels.length;
}

/** Whether the highest number stands far above low ones, as 255 does that marks what is left out. */
function hasVoid(evidence: Evidence): boolean {
  const { seen, counts, flat } = evidence;
  const high = seen.at(-1) as number;
  const next = seen.at(-2) as number;
  if ((high !== 255 && high !== 65535) || next > (high === 255 ? 63 : 4095)) return false;
  const isLow = (value: number): boolean => value > 0 && value < high;
  const pixels = sumOver(evidence, counts, isLow);
  return pixels > 0 && sumOver(evidence, flat, isLow) > 0.2 * pixels;
}

/** The plane as 16-bit numbers. */
function numbersOf(values: Uint8Array | Uint16Array): Uint16Array {
  return Uint16Array.from(values);
}

/**
 * A plane of numbers, 0 for the ground.
 *
 * @param colourOf what a number looks like, as the value of a reading; without it the number itself is meant
 */
function readNumbers(
  size: Size,
  stored: Uint16Array,
  clear: Uint8Array | null,
  colourOf?: (number: number) => number,
): Readings {
  const evidence = evidenceOf(size, stored, clear);
  if (evidence.counts[0] === 0 && !clear && evidence.seen.length > 1) {
    // No number says ground: it is probably the one along the image's edge. Where none is, all are objects.
    const ground = mostOf(evidence, evidence.border) as number;
    const edgePx = sumOver(evidence, evidence.border, () => true);
    const isGround = (evidence.border[ground] as number) >= GROUND_BORDER * edgePx;
    if (!isGround) return { ...readUsed(size, stored, evidence, colourOf), isCertain: false };
    const onGround = stored.map((number) => (number === ground ? 0 : number));
    return { ...readNumbers(size, onGround, clear, colourOf), isCertain: false };
  }
  return readUsed(size, stored, evidence, colourOf);
}

/** A plane of numbers; all but 0, and one that marks what is left out, are objects or classes. */
function readUsed(
  size: Size,
  stored: Uint16Array,
  evidence: Evidence,
  colourOf?: (number: number) => number,
): Readings {
  const isVoid = hasVoid(evidence);
  const high = evidence.seen.at(-1) as number;
  const used = evidence.seen.filter((number) => number > 0 && !(isVoid && number === high));
  const fits = withinLimit(stored, evidence);
  const numbers = isVoid
    ? fits.map((number) => (number === fitted(high, evidence) ? 0 : number))
    : fits;
  const pieceCount = countPieces(size, numbers);
  const areClasses =
    used.length <= MOST_CLASSES && pieceCount >= Math.max(1.5 * used.length, used.length + 2);
  // Nearly all 255 numbers, and some twice: more objects than 8 bits have numbers, counted on from 0.
  const isWrapped = high === 255 && used.length > NEARLY_255 && pieceCount > WRAPPED * used.length;
  const isScattered = isWrapped || pieceCount > 2 * used.length + 2;
  const isFew = used.length > 1 && used.length <= FEW;
  const isAsked =
    areClasses || isScattered || (isFew && (colourOf !== undefined || touchShare(evidence) > 0.3));
  const each = candidate('numbers', () => numbers);
  const pieces = candidate('pieces', () => labelPieces(size, numbers).labels);
  const any = candidate('any', () => numbers.map((number) => Math.min(number, 1)));
  const only = isFew
    ? used.map((number) =>
        candidate(
          'only',
          () => Uint16Array.from(stored, (value) => Number(value === number)),
          colourOf ? colourOf(number) : number,
        ),
      )
    : [];
  const isOne = used.length === 1;
  const arePieces = isWrapped || (pieceCount >= 2 * used.length && areClasses);
  const likeliest = isOne ? any : arePieces ? pieces : each;
  const others = isOne ? [] : [each, ...(areClasses || isScattered ? [pieces] : []), ...only, any];
  if (!isVoid) return { candidates: [likeliest, ...others], isCertain: !isAsked };
  const noVoid = candidate('no-void', () => likeliest.labels(), high);
  const withVoid = candidate('with-void', () => fits, high);
  return { candidates: [noVoid, withVoid, ...others], isCertain: false };
}

/** Part of the borders of numbers at which another number lies. */
function touchShare(evidence: Evidence): number {
  const { lower, higher } = evidence;
  const isNumber = (value: number): boolean => value > 0;
  const up = sumOver(evidence, higher, isNumber);
  const all = up + sumOver(evidence, lower, isNumber);
  return (2 * up) / Math.max(1, all); // each touch has a lower and a higher side
}

/** 65,535 cannot be a label: what has it gets the lowest number that is free. */
function withinLimit(stored: Uint16Array, evidence: Evidence): Uint16Array {
  if (evidence.counts[MAX_LABEL + 1] === 0) return stored;
  return stored.map((number) => fitted(number, evidence));
}

function fitted(number: number, { counts }: Evidence): number {
  if (number <= MAX_LABEL) return number;
  const free = counts.indexOf(0, 1);
  return free > 0 && free <= MAX_LABEL ? free : MAX_LABEL;
}

function readColour(
  size: Size,
  rgb: Uint8Array,
  clear: Uint8Array | null,
  isLossy: boolean,
): Readings | null {
  if (isNearlyGrey(rgb)) {
    const grey = Uint8Array.from({ length: rgb.length / 3 }, (_, i) => rgb[3 * i + 1] as number);
    return readGrey(size, grey, grey, clear, isLossy);
  }
  const shade = readShade(size, rgb, clear);
  if (shade) {
    const found = readGrey(size, shade.values, shade.values, clear, true);
    return {
      candidates: found.candidates.filter(({ reading }) => isOfMask(reading)),
      isCertain: found.isCertain && shade.isPlain,
    };
  }
  const map = readColourMap(size, rgb, clear);
  if (!map) return null;
  const colourOf = (number: number): number => meantColour(map.colours[number - 1] ?? [0, 0, 0]);
  const found = readNumbers(size, map.values, clear, colourOf);
  const candidates = [...found.candidates, ...channelsOf(rgb, map.colours)];
  return { candidates, isCertain: found.isCertain };
}

function isOfMask({ kind }: Reading): boolean {
  return kind === 'mask' || kind === 'inverted' || kind === 'outlines' || kind === 'any';
}

/** Each channel as a mask of its own, where colours are nothing but full channels and none. */
function channelsOf(rgb: Uint8Array, colours: readonly (readonly number[])[]): Candidate[] {
  const isFull = (value: number): boolean => value < 32 || value > 223;
  if (colours.length < 2 || !colours.every((colour) => colour.every(isFull))) return [];
  return [0, 1, 2]
    .filter((c) => colours.some((colour) => (colour[c] as number) > 223))
    .map((c) =>
      candidate(
        'channel',
        () =>
          Uint16Array.from({ length: rgb.length / 3 }, (_, i) =>
            Number((rgb[3 * i + c] as number) >= 128),
          ),
        c,
      ),
    );
}

/** Opacity alone tells objects from ground. */
function readOpacity(size: Size, clear: Uint8Array): Readings {
  const opaque = invert(clear);
  const evidence = evidenceOf(size, opaque, null);
  if (evidence.seen.length < 2) return readConstant(opaque, evidence.seen[0] ?? 0);
  const found = readMask(size, evidence, (invertIt) =>
    invertIt ? opaque.map((value) => 1 - value) : opaque,
  );
  const candidates = found.candidates.map((each) =>
    each.reading.kind === 'mask'
      ? { ...each, reading: { kind: 'opacity', value: 0 } as const }
      : each,
  );
  return { ...found, candidates };
}

/** 1 where a pixel is less than half as opaque as the most opaque ones; `null` without transparency. */
function clearOf(alpha: Uint8Array | null): Uint8Array | null {
  if (!alpha) return null;
  let top = 0;
  for (const opacity of alpha) if (opacity > top) top = opacity;
  const clear = alpha.map((opacity) => Number(2 * opacity < top));
  return clear.includes(1) ? clear : null;
}

/** Whether what is not transparent has one colour, but for a few pixels. */
function isOneColour({ values, rgb, palette, alpha }: MaskPixels, clear: Uint8Array): boolean {
  const keyOf = (i: number): number => {
    if (rgb)
      return packed([rgb[3 * i] as number, rgb[3 * i + 1] as number, rgb[3 * i + 2] as number]);
    const value = values?.[i] ?? 0;
    if (!palette) return value;
    return packed([
      palette[3 * value] ?? 0,
      palette[3 * value + 1] ?? 0,
      palette[3 * value + 2] ?? 0,
    ]);
  };
  let top = 0;
  for (const opacity of alpha ?? []) if (opacity > top) top = opacity;
  const counts = new Map<number, number>();
  let all = 0;
  for (let i = 0; i < clear.length; i++) {
    if ((alpha?.[i] ?? 0) < 0.9 * top) continue; // an edge may have mixed colours
    all++;
    const key = keyOf(i);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  let most = 0;
  for (const count of counts.values()) most = Math.max(most, count);
  return most >= 0.97 * all;
}

function candidate(kind: ReadingKind, labels: () => Uint16Array, value = 0): Candidate {
  return { reading: { kind, value }, labels };
}

/** A colour as the value of a reading. */
function meantColour(colour: readonly number[]): number {
  return COLOUR_MARK + packed(colour);
}

function packed([r = 0, g = 0, b = 0]: readonly number[]): number {
  return (r << 16) | (g << 8) | b;
}

function invert(clear: Uint8Array): Uint16Array {
  return Uint16Array.from(clear, (isClear) => 1 - isClear);
}

function without(labels: Uint16Array, clear: Uint8Array): Uint16Array {
  return labels.map((label, i) => (clear[i] ? 0 : label));
}

/** The same candidates, each reading once. */
function unique({ candidates, isCertain }: Readings): Readings {
  const known = new Set<string>();
  const first = candidates.filter(({ reading: { kind, value } }) => {
    const key = `${kind} ${value}`;
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
  return { candidates: first, isCertain };
}
