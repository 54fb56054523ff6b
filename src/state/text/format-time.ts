import { spokenLocale } from './spoken-language';

/** The time of day in hours and minutes, in the user's time zone. @param ms since 1970 */
export function formatTime(ms: number): string {
  return new Intl.DateTimeFormat(spokenLocale(), { timeStyle: 'short' }).format(ms);
}

/**
 * Day and time, in the user's time zone. The month is a word where digits could be misread. @param
 * ms since 1970
 */
export function formatMoment(ms: number): string {
  const style = { dateStyle: 'medium', timeStyle: 'short' } as const;
  return new Intl.DateTimeFormat(spokenLocale(), style).format(ms);
}
