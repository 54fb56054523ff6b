import { afterEach, expect, test } from 'vitest';
import { compareNames } from './compare-names';
import { formatBytes, formatDuration, formatPercent } from './format-amount';
import { formatFixed, formatNumber } from './format-number';
import { formatMoment, formatTime } from './format-time';
import { LANGUAGES, type Language } from './languages';
import { speak } from './spoken-language';
import { t } from './translate';

const say = (locale: string, texts: Awaited<ReturnType<Language['load']>> = {}) =>
  speak({ language: { ...LANGUAGES[0], id: locale, load: async () => texts }, locale });

afterEach(() => speak({ language: LANGUAGES[0], locale: 'en' }));

test('values are put in, numbers as the language writes them, and a number chooses its noun', () => {
  expect(t('area.px2', { area: 140_390 })).toBe('140,390 px²');
  expect(t('objects.nucleus', { count: 1 })).toBe('nucleus');
  expect(t('objects.nucleus', { count: 2 })).toBe('nuclei');
  expect(t('phase.objects', { count: 0 })).toBe('0 objects');
  expect(t('phase.objects', { count: 1234 })).toBe('1,234 objects');
});

test('a value that is missing is seen as such, and nothing breaks', () => {
  expect(t('area.px2')).toBe('{area} px²');
  expect(t('restore.images')).toContain('images');
});

test('quotes, brackets and line breaks in a value stay as they are', () => {
  expect(t('images.remove', { name: "it's <b>{x}</b>.png" })).toBe("Close it's <b>{x}</b>.png");
  expect(t('compare.flicker', { key: '\n' })).toBe('Hold \n to hide the mask for as long.');
});

test('bytes, times and shares have the unit of their size', () => {
  expect([999, 201_000, 11_600_000, 10_737_400_000].map(formatBytes)).toEqual([
    '1 kB',
    '201 kB',
    '11.6 MB',
    '10.7 GB',
  ]);
  expect([12.4, 1240].map(formatDuration)).toEqual(['12 ms', '1.2 s']);
  expect(formatPercent(0.354)).toBe('35 %');
});

test('a column of numbers keeps its decimals', () => {
  expect([0.5, 1, 0.666].map((value) => formatFixed(value, 2))).toEqual(['0.50', '1.00', '0.67']);
});

test('another language writes its own numbers, plurals, dates and order', async () => {
  await say('sv-SE', { 'phase.objects': '{count, plural, one {# sak} other {# saker}}' });
  expect(formatNumber(1234.5)).toBe('1\u00a0234,5');
  expect(t('phase.objects', { count: 1234 })).toBe('1\u00a0234 saker');
  expect(formatTime(new Date(2026, 10, 28, 15, 5).getTime())).toBe('15:05');
  expect(formatMoment(new Date(2026, 10, 28, 15, 5).getTime())).toContain('28 nov. 2026');
  expect(['ö', 'z', 'a'].sort(compareNames)).toEqual(['a', 'z', 'ö']);
  await say('de');
  expect(['ö', 'z', 'a'].sort(compareNames)).toEqual(['a', 'ö', 'z']);
});

test('a text that a language lacks is shown in English, with English plurals', async () => {
  await say('cs', { 'action.close': 'Zavřít' });
  expect(t('action.close')).toBe('Zavřít');
  expect(t('phase.objects', { count: 1 })).toBe('1 object');
});

test('of two languages asked for at once the later one holds, whichever loads first', async () => {
  let load = (): void => {};
  const slow = new Promise<void>((resolve) => {
    load = resolve;
  });
  const first = speak({
    language: { ...LANGUAGES[0], id: 'de', load: () => slow.then(() => ({})) },
    locale: 'de',
  });
  const second = await say('sv');
  load();
  expect([await first, second]).toEqual([false, true]);
  expect(formatNumber(0.5)).toBe('0,5');
  expect(formatNumber(12345)).toBe('12\u00a0345');
});
