import { spokenLocale } from './spoken-language';

/** For `sort`: names in the language's alphabetical order. */
export function compareNames(a: string, b: string): number {
  return collatorOf(spokenLocale()).compare(a, b);
}

const collators = new Map<string, Intl.Collator>();

/** Making one costs more than thousands of comparisons. */
function collatorOf(locale: string): Intl.Collator {
  const collator = collators.get(locale) ?? new Intl.Collator(locale);
  collators.set(locale, collator);
  return collator;
}
