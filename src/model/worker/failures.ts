import { NamedError, named } from '@/core/errors';

/**
 * What the runtime says when memory runs out: C++ exceptions as bare numbers (Emscripten throws
 * the pointer), its own texts, and the engine's texts for a heap that cannot grow.
 */
const OUT_OF_MEMORY =
  /^\d+$|bad_alloc|out of memory|out of bounds|allocation failed|failed to allocate|cannot enlarge memory|aborted\(oom/i;

/**
 * Gives an error of the runtime its name.
 *
 * @param doing what was tried, for the developer's console
 * @returns     OutOfMemory where the text says so, the error itself otherwise
 */
export function nameFailure(error: unknown, doing: string): Error {
  if (error instanceof NamedError) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (OUT_OF_MEMORY.test(text.trim()))
    return named('OutOfMemory', `No memory left while ${doing}: ${text}`);
  return error instanceof Error ? error : new Error(`${doing} failed: ${text}`);
}
