import { spokenLocale } from './spoken-language';

/**
 * A number typed by the user. The language's own decimal separator is always one. The other of
 * point and comma is accepted too, unless the number could also be a whole one in groups of three:
 * in English `0,25` is a quarter, and `1,250` is refused, because it may mean 1.25 or 1250.
 *
 * Accepts a sign, groups of three digits (`1,234.5`, `1.234,5`, `1 234`, `1,234,567`), a leading
 * separator (`.5`), the language's own digits and full-width characters. Refuses everything else:
 * units, exponents, a separator at the end.
 *
 * @param locale BCP 47 tag; by default the language shown
 * @returns `null` when the text is no number or could be read as two different ones
 */
export function parseNumber(text: string, locale = spokenLocale()): number | null {
  const { decimal, plain } = inPlainDigits(text.trim(), locale);
  const [, sign, body = ''] = /^([-+]?)(.+)$/.exec(plain) ?? [];
  const written = withPoint(body, decimal);
  if (written === null) return null;
  const value = Number(written) * (sign === '-' ? -1 : 1);
  return Number.isFinite(value) ? value : null;
}

/** 1,234,567 or 1.234.567: two groups cannot be decimals. */
const TWO_GROUPS = /^[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})+$/;
/** 1,234.5 or 1.234,5: the last separator is the decimal one. */
const GROUPS_AND_DECIMALS = /^([1-9]\d{0,2}([.,])\d{3}(?:\2\d{3})*)(?!\2)[.,](\d+)$/;
/** 1 234.5 or 1’234,5: blanks and quotes always separate groups. */
const MARKED_GROUPS = /^([1-9]\d{0,2}([\s'’])\d{3}(?:\2\d{3})*)(?:[.,](\d+))?$/;

/** Digits with a point as the only separator; `null` when that is not clear. */
function withPoint(body: string, decimal: string): string | null {
  if (/^\d+$/.test(body)) return body;
  const [, whole = '', mark, decimals] = /^(\d*)([.,])(\d+)$/.exec(body) ?? [];
  if (decimals !== undefined) {
    const couldBeGroups = decimals.length === 3 && /^[1-9]\d{0,2}$/.test(whole);
    return mark !== decimal && couldBeGroups ? null : `${whole}.${decimals}`;
  }
  if (TWO_GROUPS.test(body)) return digitsOf(body);
  const grouped = GROUPS_AND_DECIMALS.exec(body) ?? MARKED_GROUPS.exec(body);
  return grouped ? `${digitsOf(grouped[1] as string)}.${grouped[3] ?? '0'}` : null;
}

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, '');
}

/** The text with ASCII digits, point and comma, and the language's decimal separator. */
function inPlainDigits(text: string, locale: string): { decimal: '.' | ','; plain: string } {
  const format = new Intl.NumberFormat(locale, { useGrouping: false });
  const own = format.formatToParts(0.5).find(({ type }) => type === 'decimal')?.value;
  const decimal = own === '.' ? '.' : ',';
  const ascii = new Map([['−', '-']]);
  for (let digit = 0; digit < 10; digit++) ascii.set(format.format(digit), String(digit));
  if (own && own !== '.') ascii.set(own, ',');
  const plain = [...text].map((char) => ascii.get(char) ?? halfWidth(char)).join('');
  return { decimal, plain };
}

/** `５` → `5`, as some input methods write it. */
function halfWidth(char: string): string {
  return /[\uff01-\uff5e]/.test(char) ? String.fromCharCode(char.charCodeAt(0) - 0xfee0) : char;
}
