import { expect, test } from 'vitest';
import { chooseLanguage } from './choose-language';
import type { LANGUAGES, Language } from './languages';

const row = (id: string): Language => ({ id, name: id, direction: 'ltr', load: async () => ({}) });
const languages: typeof LANGUAGES = [row('en'), row('zh-CN'), row('de')];
const chosen = (id: string | null, ...wishes: readonly string[]) => {
  const { language, locale } = chooseLanguage(id, wishes, languages);
  return `${language.id} as ${locale}`;
};

test('the first of the browser’s languages that the app has is shown, in the conventions of its region', () => {
  expect(chosen(null, 'fr-FR', 'de-CH', 'en-GB')).toBe('de as de-CH');
  expect(chosen(null, 'en-GB')).toBe('en as en-GB');
  expect(chosen(null, 'zh')).toBe('zh-CN as zh');
});

test('another script is another language', () => {
  expect(chosen(null, 'zh-TW', 'de')).toBe('de as de');
});

test('without a language that fits it is the first of the table', () => {
  expect(chosen(null, 'fr')).toBe('en as en');
  expect(chosen(null)).toBe('en as en');
});

test('the user’s choice goes before the browser’s, which still tells the region', () => {
  expect(chosen('en', 'de', 'en-AU')).toBe('en as en-AU');
  expect(chosen('zh-CN', 'de')).toBe('zh-CN as zh-CN');
});

test('a language that a later version dropped, and what is no language, are passed over', () => {
  expect(chosen('xx', 'de')).toBe('de as de');
  expect(chosen(null, 'C.UTF-8', '', 'de')).toBe('de as de');
});
