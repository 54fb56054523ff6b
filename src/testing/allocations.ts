import { vi } from 'vitest';

type Numbers = Uint8ArrayConstructor | Uint16ArrayConstructor;

/**
 * Test helper: counts the elements of arrays of bytes and of labels that are made from now on, copies by
 * `slice` and `map` of such arrays among them. Views of a buffer are no copies. End it with
 * `vi.unstubAllGlobals`.
 */
export function countAllocations() {
  const counts = { elements: 0, largest: 0 };
  const counted = (base: Numbers) =>
    class extends (base as Uint8ArrayConstructor) {
      constructor(...args: ConstructorParameters<Uint8ArrayConstructor>) {
        super(...args);
        if (([...args] as unknown[])[0] instanceof ArrayBuffer) return;
        counts.elements += this.length;
        counts.largest = Math.max(counts.largest, this.length);
      }
    };
  vi.stubGlobal('Uint8Array', counted(Uint8Array));
  vi.stubGlobal('Uint16Array', counted(Uint16Array));
  return {
    counts,
    reset(): void {
      counts.elements = 0;
      counts.largest = 0;
    },
  };
}
