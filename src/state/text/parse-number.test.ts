import { expect, test } from 'vitest';
import { formatNumber } from './format-number';
import { parseNumber } from './parse-number';

const read = (locale: string, ...texts: readonly string[]) =>
  texts.map((text) => parseNumber(text, locale));

test('the decimal separator of the language is read as one, whatever follows it', () => {
  expect(read('en', '0.25', '1.250', '12.5', '.5', '-3.125')).toEqual([
    0.25, 1.25, 12.5, 0.5, -3.125,
  ]);
  expect(read('de', '0,25', '1,250', '12,5', ',5', '−3,125')).toEqual([
    0.25, 1.25, 12.5, 0.5, -3.125,
  ]);
});

test('the other separator is read as decimal where it cannot part thousands', () => {
  expect(read('en', '0,25', '0,250', '12,5', '1234,567', ',125')).toEqual([
    0.25, 0.25, 12.5, 1234.567, 0.125,
  ]);
  expect(read('de', '0.25', '0.250', '12.5', '1234.567', '.125')).toEqual([
    0.25, 0.25, 12.5, 1234.567, 0.125,
  ]);
});

test('a number that may mean two things is refused, never guessed: the two differ by a thousand', () => {
  expect(read('en', '1,250', '12,345', '999,000')).toEqual([null, null, null]);
  expect(read('de', '1.250', '12.345', '999.000')).toEqual([null, null, null]);
});

test('groups of three digits are read where they can be nothing else', () => {
  for (const locale of ['en', 'de', 'sv'])
    expect(
      read(
        locale,
        '1,234.5',
        '1.234,5',
        '1,234,567',
        '1.234.567',
        '1 234',
        '1\u00a0234,5',
        '1’234.5',
      ),
    ).toEqual([1234.5, 1234.5, 1234567, 1234567, 1234, 1234.5, 1234.5]);
});

test('digits of other scripts and full-width characters are digits', () => {
  expect(read('ar-EG', '٠٫٢٥', '0.25', '١٬٢٣٤')).toEqual([0.25, 0.25, null]);
  expect(read('zh-CN', '０．２５', '１２')).toEqual([0.25, 12]);
});

test('what is no number is refused, also where a part of it is one', () => {
  const no = ['', ' ', '.', '-', '5.', '5,', '1e3', '0x10', '0.25 µm', '10²', '1 2', '1234 567'];
  const neither = ['1,23,456', '1.2.3', '0,123,456', '1.5 234', '--5', 'NaN', 'Infinity', '½'];
  for (const text of [...no, ...neither])
    expect([text, parseNumber(text, 'en')]).toEqual([text, null]);
  expect(parseNumber('9'.repeat(400), 'en')).toBeNull();
});

test('what the app itself writes with decimals is read back', () => {
  for (const value of [0.2527, 1.25, 12.5, 1234.5, 1_234_567])
    expect(parseNumber(formatNumber(value, 4))).toBe(value);
});
