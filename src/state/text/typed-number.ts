import { formatNumber } from './format-number';
import { parseNumber } from './parse-number';
import type { MessageValues, t } from './translate';

/** The numbers that a field accepts. */
export interface NumberRule {
  readonly min: number;
  readonly max: number;
  /** Only whole numbers, such as counts of pixels. */
  readonly isWhole?: boolean;
  /** The unit shown beside the field, which values are in. */
  readonly unit: string;
  /** Units that may be typed after the number, each with its size in the field's unit. */
  readonly units: Readonly<Record<string, number>>;
}

/** A number in the field's unit, or why the text is not accepted. */
export type TypedNumber =
  | { readonly value: number }
  | { readonly problem: Parameters<typeof t>[0]; readonly values: MessageValues };

/** µm a pixel, and other ways to write it. */
export const MICRON_UNITS = {
  µm: 1,
  um: 1,
  micron: 1,
  microns: 1,
  'µm/px': 1,
  'um/px': 1,
  nm: 0.001,
  'nm/px': 0.001,
  mm: 1000,
  'mm/px': 1000,
} as const;

/** Numbers of pixels. */
export const PIXEL_UNITS = { px: 1, 'px²': 1, px2: 1, pixel: 1, pixels: 1 } as const;

/** More digits than anyone types. Hides the error of binary fractions, as in `1000 × 0.0005`. */
const DIGITS = 12;

/**
 * Reads the text of a number field. Accepts it or says why not; it never changes the number.
 * Decimal comma and point as in `parseNumber`, then a unit with or without a blank.
 */
export function readTypedNumber(text: string, rule: NumberRule): TypedNumber {
  const typed = text.trim().replaceAll('μ', 'µ'); // Greek mu and micro sign look the same
  const [, amount = '', unit = ''] = /^(.*?[\d０-９\p{Nd}])\s*(\D*)$/u.exec(typed) ?? [];
  const number = parseNumber(amount);
  if (number === null) return { problem: 'number.unreadable', values: { typed } };
  const factor = unit === '' ? 1 : rule.units[unit.trim().toLowerCase()];
  if (factor === undefined)
    return { problem: 'number.otherUnit', values: { typed: unit.trim(), unit: rule.unit } };
  const value = Number((number * factor).toPrecision(DIGITS));
  const { min, max } = rule;
  if (value < min || value > max) {
    const range = { min: formatNumber(min, 4), max: formatNumber(max, 4), unit: rule.unit };
    return { problem: 'number.outOfRange', values: range };
  }
  if (rule.isWhole && !Number.isInteger(value))
    return { problem: 'number.notWhole', values: { unit: rule.unit } };
  return { value };
}
