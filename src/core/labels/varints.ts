/**
 * Numbers as varints, in an array that grows: seven bits a byte, the lowest first, the highest bit set
 * when more follow.
 */
export class VarintWriter {
  #bytes = new Uint8Array(64);
  #used = 0;

  push(value: number): void {
    if (this.#used + 5 > this.#bytes.length) {
      const bytes = this.#bytes;
      this.#bytes = new Uint8Array(2 * bytes.length);
      this.#bytes.set(bytes);
    }
    let rest = value;
    for (; rest > 127; rest >>>= 7) this.#bytes[this.#used++] = (rest & 127) | 128;
    this.#bytes[this.#used++] = rest;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#used);
  }
}

/** Reads varints one after the other; as a class with private fields it took five times as long. */
export interface VarintReader {
  isAtEnd(): boolean;
  /** NaN when the bytes end within a number, or it is none of 32 bits. */
  next(): number;
}

/** Reads numbers that a `VarintWriter` wrote. */
export function readVarints(bytes: Uint8Array): VarintReader {
  let at = 0;
  return {
    isAtEnd: () => at >= bytes.length,
    next() {
      let value = 0;
      for (let unit = 1; unit < 2 ** 35; unit *= 128) {
        const byte = bytes[at++];
        if (byte === undefined) break;
        value += (byte & 127) * unit;
        if (byte < 128) return value;
      }
      return Number.NaN;
    },
  };
}
