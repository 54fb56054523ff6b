import { NamedError, named } from '@/core/errors';

/**
 * What the runtime throws when memory runs out: C++ exceptions as bare numbers (Emscripten throws
 * the pointer), its own texts, and the engine's texts for a heap that cannot grow.
 */
const OUT_OF_MEMORY =
  /^\d+$|bad_alloc|out of memory|out of bounds|allocation failed|failed to allocate|cannot enlarge memory|aborted\(oom/i;

/** The runtime's glue, and what browsers say when it cannot be loaded. */
const SCRIPT = 'ort-wasm-simd-threaded.asyncify.mjs';
const NO_SCRIPT = /dynamically imported module|importing a module script failed/i;

/**
 * Gives an error of the runtime its name.
 *
 * @param doing what was tried, for the developer's console
 * @returns OutOfMemory or ModelUnreachable if the text says so, otherwise the error itself
 */
export function nameFailure(error: unknown, doing: string): Error {
  if (error instanceof NamedError) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (OUT_OF_MEMORY.test(text.trim()))
    return named('OutOfMemory', `No memory left while ${doing}: ${text}`);
  if (NO_SCRIPT.test(text))
    return named('ModelUnreachable', `The runtime's script did not come while ${doing}: ${text}`, {
      file: SCRIPT,
    });
  return error instanceof Error ? error : new Error(`${doing} failed: ${text}`);
}
