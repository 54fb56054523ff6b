/** A map bounded in bytes: what was used longest ago leaves first. */
export class Lru<Value> {
  readonly #limitBytes: number;
  readonly #sizeOf: (value: Value) => number;
  /** In order of last use. */
  readonly #entries = new Map<string, Value>();
  #bytes = 0;

  constructor(limitBytes: number, sizeOf: (value: Value) => number) {
    this.#limitBytes = limitBytes;
    this.#sizeOf = sizeOf;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  /** Keeps `value`, even alone above the limit: it is about to be used. */
  set(key: string, value: Value): void {
    this.#remove(key);
    this.#entries.set(key, value);
    this.#bytes += this.#sizeOf(value);
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#limitBytes || oldest === key) break;
      this.#remove(oldest);
    }
  }

  deletePrefix(prefix: string): void {
    for (const key of [...this.#entries.keys()]) if (key.startsWith(prefix)) this.#remove(key);
  }

  #remove(key: string): void {
    const value = this.#entries.get(key);
    if (value === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= this.#sizeOf(value);
  }
}
