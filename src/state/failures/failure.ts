import { ERROR_NAMES, type ErrorName, type ErrorValues, nameOutOfMemory } from '@/core/errors';
import type { Failure } from './failure-shape';
import { recordFailure } from './last-failures';

/** Turns anything thrown into facts for the store. Unknown errors keep their own message. */
export function toFailure(thrown: unknown, values: ErrorValues = {}): Failure {
  const error = nameOutOfMemory(thrown);
  if (!(error instanceof Error)) {
    recordFailure('Unknown', values);
    return { name: 'Unknown', values, detail: String(error) };
  }
  const isKnown = (ERROR_NAMES as readonly string[]).includes(error.name);
  const own = 'values' in error ? (error.values as ErrorValues) : {};
  recordFailure(error.name, { ...values, ...own }, isKnown ? '' : error.stack);
  return {
    name: isKnown ? (error.name as ErrorName) : 'Unknown',
    values: { ...values, ...own },
    detail: error.message,
  };
}
