import { PALETTES } from '@/core/labels/palette';
import { LANGUAGES } from '@/state/text/languages';
import type { State } from './store';

/** Settings of looks, language and tools, kept for the next visit. */
export type Preferences = Pick<
  State,
  | 'theme'
  | 'language'
  | 'opacity'
  | 'style'
  | 'palette'
  | 'doubtBand'
  | 'radiusPx'
  | 'tolerance'
  | 'penOnly'
>;

const within =
  (low: number, high: number) =>
  (value: unknown): boolean =>
    typeof value === 'number' && value >= low && value <= high;
const oneOf =
  (words: readonly string[]) =>
  (value: unknown): boolean =>
    words.includes(value as string);

/** Each preference with a check of its value. */
const PREFERENCES: Readonly<Record<keyof Preferences, (value: unknown) => boolean>> = {
  theme: oneOf(['system', 'light', 'dark']),
  language: (value) => value === null || LANGUAGES.some(({ id }) => id === value),
  opacity: (value) => value === null || within(0, 1)(value),
  style: oneOf(['fill', 'outline', 'hatch']),
  palette: oneOf(Object.keys(PALETTES)),
  doubtBand: (value) => {
    if (value === null) return true;
    const { low, high } = Object(value) as { low?: unknown; high?: unknown };
    return within(0, 1)(low) && within(0, 1)(high);
  },
  radiusPx: within(0.5, 400),
  tolerance: within(0, 255),
  penOnly: (value) => value === null || typeof value === 'boolean',
};

export const PREFERENCE_NAMES = Object.keys(PREFERENCES) as readonly (keyof Preferences)[];

/** Whether a stored value can still be used: versions differ in what they know. */
export function isPreference(name: keyof Preferences, value: unknown): boolean {
  return PREFERENCES[name](value);
}
