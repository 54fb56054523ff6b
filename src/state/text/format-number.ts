import { spokenLocale } from './spoken-language';

const formats = new Map<string, Intl.NumberFormat>();

/** A number as the language writes it, with at most `digits` decimals. */
export function formatNumber(value: number, digits = 2): string {
  return formatOf(0, digits).format(value);
}

/** A number with exactly `digits` decimals, so that a column or a moving slider keeps its width. */
export function formatFixed(value: number, digits: number): string {
  return formatOf(digits, digits).format(value);
}

/** A number as a user would type it into a field: without groups, with all its digits. */
export function formatTyped(value: number): string {
  return formatOf(0, 12, false).format(value);
}

/** Formats are kept: making one costs far more than using it, and a panel uses them at each render. */
function formatOf(
  minimumFractionDigits: number,
  maximumFractionDigits: number,
  useGrouping = true,
): Intl.NumberFormat {
  const locale = spokenLocale();
  const options = { minimumFractionDigits, maximumFractionDigits, useGrouping };
  const key = `${locale} ${minimumFractionDigits} ${maximumFractionDigits} ${useGrouping}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, options);
    formats.set(key, format);
  }
  return format;
}
