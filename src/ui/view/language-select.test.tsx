import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isPreference } from '@/state/store/preferences';
import { setView, useStore } from '@/state/store/store';
import { formatNumber } from '@/state/text/format-number';
import { LANGUAGES, type Language } from '@/state/text/languages';
import { speak } from '@/state/text/spoken-language';
import { t } from '@/state/text/translate';
import { startLanguage } from '@/state/view/language';
import { LanguageSelect } from './language-select';

/** All that a new language takes: a folder, here one object, and a row of the table. */
const texts = {
  'action.close': 'إغلاق',
  'phase.objects': '{count, plural, zero {لا شيء} two {شيئان} few {# أشياء} other {# شيء}}',
};
const toy: Language = { id: 'ar-EG', name: 'العربية', direction: 'rtl', load: async () => texts };

const table = LANGUAGES as unknown as Language[];
const documentElement = { lang: '', dir: '' };

beforeEach(() => vi.stubGlobal('document', { documentElement }));

afterEach(async () => {
  if (table.includes(toy)) table.pop();
  setView({ language: null });
  await speak({ language: LANGUAGES[0], locale: LANGUAGES[0].id });
  vi.unstubAllGlobals();
});

test('with one language there is nothing to choose', () => {
  const others = table.splice(1);
  expect(renderToStaticMarkup(<LanguageSelect />)).toBe('');
  table.push(...others);
});

test('a language with a row is in the setting, in texts, numbers, plurals and the page’s direction', async () => {
  table.push(toy);
  await startLanguage(['fr', 'ar-EG']);
  expect(renderToStaticMarkup(<LanguageSelect />)).toContain(
    '<option value="ar-EG">العربية</option>',
  );
  expect(documentElement).toEqual({ lang: 'ar-EG', dir: 'rtl' });
  expect(useStore.getState().spokenLanguage).toBe('ar-EG');
  expect(t('action.close')).toBe('إغلاق');
  expect(t('phase.objects', { count: 2 })).toBe('شيئان');
  expect(t('phase.objects', { count: 3 })).toBe('٣ أشياء');
  expect(formatNumber(0.25)).toBe('٠٫٢٥');
  expect(t('command.undo'), 'not translated: seen in English').toBe('Undo');
});

test('the user’s choice goes before the browser’s language, is kept, and can be taken back', async () => {
  table.push(toy);
  await startLanguage(['en-GB']);
  expect(documentElement).toEqual({ lang: 'en', dir: 'ltr' });
  setView({ language: 'ar-EG' });
  await vi.waitFor(() => expect(useStore.getState().spokenLanguage).toBe('ar-EG'));
  expect(isPreference('language', 'ar-EG')).toBe(true);
  setView({ language: null });
  await vi.waitFor(() => expect(documentElement).toEqual({ lang: 'en', dir: 'ltr' }));
});

test('a language that cannot be loaded is reported, and the one before stays', async () => {
  const load = () => Promise.reject(new Error('offline'));
  table.push({ ...toy, load });
  await startLanguage(['ar-EG']);
  table.pop();
  expect(t('action.close')).toBe('Close');
  expect(useStore.getState().notices.map(({ failure }) => failure?.detail)).toEqual(['offline']);
});
