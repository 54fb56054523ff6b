import type { LanguageChoice } from './choose-language';
import { en } from './en/en';
import { type Catalogue, LANGUAGES, type MessageKey } from './languages';

interface Spoken extends LanguageChoice {
  readonly texts: Partial<Catalogue>;
}

let spoken: Spoken = { language: LANGUAGES[0], locale: LANGUAGES[0].id, texts: en };
let wanted: LanguageChoice = spoken;

/** BCP 47 tag for writing numbers and dates and for sorting names. */
export function spokenLocale(): string {
  return spoken.locale;
}

/** The text of a key and the language it is in: the first of the table if it is not translated. */
export function textOf(key: MessageKey): { readonly text: string; readonly locale: string } {
  const text = spoken.texts[key];
  return text === undefined
    ? { text: en[key], locale: LANGUAGES[0].id }
    : { text, locale: spoken.locale };
}

/** Whether the catalogue has a text of this name. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

/**
 * Loads a language and writes every text in it from now on. What is on screen must be drawn again.
 *
 * @returns `false` when another language was asked for meanwhile: then that one counts
 */
export async function speak(choice: LanguageChoice): Promise<boolean> {
  wanted = choice;
  const texts = await choice.language.load();
  if (wanted !== choice) return false;
  spoken = { ...choice, texts };
  return true;
}
