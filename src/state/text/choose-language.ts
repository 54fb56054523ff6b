import { LANGUAGES, type Language } from './languages';

export interface LanguageChoice {
  readonly language: Language;
  /** BCP 47 tag for numbers, dates and sorting: the browser's own region if it fits. */
  readonly locale: string;
}

/**
 * The language to show and the conventions to write numbers in.
 *
 * @param chosen id of the language set by the user; `null` follows the browser
 * @param wishes the browser's languages, most wanted first (`navigator.languages`)
 * @returns the first of `languages` when nothing fits
 */
export function chooseLanguage(
  chosen: string | null,
  wishes: readonly string[],
  languages: typeof LANGUAGES = LANGUAGES,
): LanguageChoice {
  const tags = wishes.filter(isTag);
  const rows = languages.filter(({ id }) => id === chosen);
  for (const locale of tags) {
    const language = (rows.length > 0 ? rows : languages).find(({ id }) => isSame(id, locale));
    if (language) return { language, locale };
  }
  const language = rows[0] ?? languages[0];
  return { language, locale: language.id };
}

/** Whether two tags name one language in one script: `en` and `en-GB`, but not `zh-CN` and `zh-TW`. */
function isSame(a: string, b: string): boolean {
  const [one, other] = [new Intl.Locale(a).maximize(), new Intl.Locale(b).maximize()];
  return one.language === other.language && one.script === other.script;
}

/** Browsers pass on the system's setting, which need not be a language tag (`C.UTF-8`). */
function isTag(wish: string): boolean {
  try {
    return Intl.getCanonicalLocales(wish).length === 1;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
