import type { ErrorValues } from '@/core/errors';
import type { Failure } from './failure-shape';

/** A failure without anything the user entered: no file names, no free text. */
export interface RecordedFailure {
  /** ISO time. */
  readonly at: string;
  readonly name: string;
  readonly values: ErrorValues;
  /** Where in the app it happened, for errors without a name of ours. */
  readonly places: readonly string[];
}

const KEPT = 20;
const recorded: RecordedFailure[] = [];

/** Values that the app itself chose from a short list. */
const OWN_WORDS = ['engine', 'worker', 'phase', 'output', 'problem'];
/** Failures whose `file` belongs to the app. */
const OWN_FILE = /^(App|Model|Contract)/;

/** Remembers a failure for the diagnostics. */
export function recordFailure(
  name: Failure['name'] | string,
  values: ErrorValues,
  stack = '',
): void {
  const safe = Object.entries(values).filter(
    ([key, value]) =>
      typeof value === 'number' ||
      OWN_WORDS.includes(key) ||
      (key === 'file' && OWN_FILE.test(name)),
  );
  recorded.push({
    at: new Date().toISOString(),
    name,
    values: Object.fromEntries(safe),
    places: placesIn(stack),
  });
  if (recorded.length > KEPT) recorded.shift();
}

/** Newest last. */
export function lastFailures(): readonly RecordedFailure[] {
  return [...recorded];
}

/**
 * Script, line and column of each frame. The first line of a stack is its message and may hold
 * names.
 */
function placesIn(stack: string): string[] {
  return Array.from(
    stack.matchAll(/\/([\w.-]+\.m?[jt]sx?):(\d+):(\d+)/g),
    ([, file, line, column]) => [file, line, column].join(':'),
  ).slice(0, 6);
}
