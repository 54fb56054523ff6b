/** Items a block holds. */
const BLOCK = 1024;

/**
 * A first-in-first-out queue of pixel indices for each of 256 levels. Push and shift take constant
 * time. Empty blocks are reused, so memory depends on what waits, not on the image.
 */
export class LevelQueue {
  #items = new Int32Array(64 * BLOCK);
  /** The block after each one, in its level's queue or in the list of free ones; −1 at the end. */
  #next = new Int32Array(64);
  #used = 0;
  #free = -1;
  readonly #headBlock = new Int32Array(256).fill(-1);
  readonly #headAt = new Int32Array(256);
  readonly #tailBlock = new Int32Array(256).fill(-1);
  readonly #tailAt = new Int32Array(256);

  push(level: number, item: number): void {
    let block = this.#tailBlock[level] as number;
    let at = this.#tailAt[level] as number;
    if (block < 0 || at === BLOCK) {
      block = this.#append(level, block);
      at = 0;
    }
    this.#items[block * BLOCK + at] = item;
    this.#tailAt[level] = at + 1;
  }

  /** The oldest item of a level, or −1 when there is none. */
  shift(level: number): number {
    let block = this.#headBlock[level] as number;
    if (block < 0) return -1;
    let at = this.#headAt[level] as number;
    if (block === this.#tailBlock[level] && at === this.#tailAt[level]) {
      this.#release(block);
      this.#headBlock[level] = -1;
      this.#tailBlock[level] = -1;
      return -1;
    }
    if (at === BLOCK) {
      const next = this.#next[block] as number;
      this.#release(block);
      this.#headBlock[level] = next;
      block = next;
      at = 0;
    }
    this.#headAt[level] = at + 1;
    return this.#items[block * BLOCK + at] as number;
  }

  #append(level: number, tail: number): number {
    const block = this.#take();
    this.#next[block] = -1;
    if (tail < 0) {
      this.#headBlock[level] = block;
      this.#headAt[level] = 0;
    } else {
      this.#next[tail] = block;
    }
    this.#tailBlock[level] = block;
    return block;
  }

  #take(): number {
    if (this.#free >= 0) {
      const block = this.#free;
      this.#free = this.#next[block] as number;
      return block;
    }
    if (this.#used === this.#next.length) {
      const items = this.#items;
      const next = this.#next;
      this.#items = new Int32Array(2 * items.length);
      this.#items.set(items);
      this.#next = new Int32Array(2 * next.length);
      this.#next.set(next);
    }
    return this.#used++;
  }

  #release(block: number): void {
    this.#next[block] = this.#free;
    this.#free = block;
  }
}
