import { en } from './en/en';

/** Keys of the message catalogue; every text a person reads has one. */
export type MessageKey = keyof typeof en;
export type MessageValues = Readonly<Record<string, string | number>>;

/** A language's whole catalogue: the compiler finds missing and surplus keys. */
export type Catalogue = Readonly<Record<MessageKey, string>>;

const catalogue: Catalogue = en;

/**
 * The text for `key` with `{name}` replaced by values. `{n|one|many}` chooses by the number n.
 * Numbers are written as the page's language does.
 */
export function t(key: MessageKey, values: MessageValues = {}): string {
  return catalogue[key].replace(
    /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g,
    (whole, name: string, one?: string, many?: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      if (one !== undefined && many !== undefined) return value === 1 ? one : many;
      return typeof value === 'number' ? formatNumber(value) : value;
    },
  );
}

const formats = new Map<number, Intl.NumberFormat>();

/** A number in the page's language with at most `digits` decimals. */
export function formatNumber(value: number, digits = 2): string {
  let format = formats.get(digits);
  if (!format) {
    format = new Intl.NumberFormat('en', { maximumFractionDigits: digits });
    formats.set(digits, format);
  }
  return format.format(value);
}

/** Bytes as kB, MB or GB (1 MB = 1,000,000 bytes), the larger two with one decimal. */
export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return `${formatNumber(bytes / 1e3, 0)} kB`;
  return bytes < 1e9 ? `${formatNumber(bytes / 1e6, 1)} MB` : `${formatNumber(bytes / 1e9, 1)} GB`;
}

/** Milliseconds below one second, seconds above. */
export function formatDuration(ms: number): string {
  return ms < 1000 ? `${formatNumber(ms, 0)} ms` : `${formatNumber(ms / 1000, 1)} s`;
}

/** The time of day as HH:MM, in the person's time zone. @param ms since 1970 */
export function formatTime(ms: number): string {
  return new Date(ms).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}
