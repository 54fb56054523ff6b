import { IntlMessageFormat } from 'intl-messageformat';
import { formatNumber } from './format-number';
import type { MessageKey } from './languages';
import { textOf } from './spoken-language';

export type { MessageKey } from './languages';
export type MessageValues = Readonly<Record<string, string | number>>;

interface Message {
  readonly format: IntlMessageFormat;
  /** Names in `{name}`: their numbers are written by `formatNumber`. */
  readonly plain: readonly string[];
  /** Names in `{name, plural, …}` and the like, which need the number itself. */
  readonly typed: readonly string[];
}

/**
 * The text for `key`, in ICU message syntax, with its values filled in. Numbers are written in the
 * language's way, with at most two decimals. A missing value shows as its `{name}`.
 */
export function t(key: MessageKey, values: MessageValues = {}): string {
  const { text, locale } = textOf(key);
  if (!text.includes('{')) return text;
  const { format, plain, typed } = messageOf(text, locale);
  const given: Record<string, string | number> = {};
  for (const name of typed) given[name] = values[name] ?? `{${name}}`;
  for (const name of plain) {
    const value = values[name] ?? `{${name}}`;
    given[name] = typeof value === 'number' ? formatNumber(value) : value;
  }
  return String(format.format(given));
}

const messages = new Map<string, Message>();

function messageOf(text: string, locale: string): Message {
  const key = `${locale} ${text}`;
  let message = messages.get(key);
  if (!message) {
    const names = (pattern: RegExp) =>
      [...text.matchAll(pattern)].map(([, name]) => name as string);
    message = {
      format: new IntlMessageFormat(text, locale, undefined, { ignoreTag: true }),
      plain: names(/\{(\w+)\}/g),
      typed: names(/\{(\w+),/g),
    };
    messages.set(key, message);
  }
  return message;
}
