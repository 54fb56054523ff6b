/**
 * What a mask picture can be taken for:
 *
 * - `mask`: brighter than half-way between ground and brightest is object;
 * - `inverted`: the darker half is;
 * - `opacity`: what is not transparent is;
 * - `outlines`: its lines enclose the objects;
 * - `any`: all but the ground is, whatever its number or colour;
 * - `numbers`: each number or colour is one object;
 * - `pieces`: each piece of one number or colour is an object: they are classes;
 * - `only`: the number or colour `value` is;
 * - `channel`: bright in the channel `value` (0 red, 1 green, 2 blue) is;
 * - `no-void`: as numbers, pieces or mask, without the highest number, which marks what is left out;
 * - `with-void`: with it.
 */
export const READING_KINDS = [
  'mask',
  'inverted',
  'opacity',
  'outlines',
  'any',
  'numbers',
  'pieces',
  'only',
  'channel',
  'no-void',
  'with-void',
] as const;
export type ReadingKind = (typeof READING_KINDS)[number];

/** Tells a colour from a number in the value of a reading. */
export const COLOUR_MARK = 0x1000000;

export interface Reading {
  readonly kind: ReadingKind;
  /** The number, the channel, or COLOUR_MARK + 0xRRGGBB; 0 where the kind says it all. */
  readonly value: number;
}
