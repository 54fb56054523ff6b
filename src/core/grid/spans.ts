import type { Rect, Size } from '@/core/types';

/** Receives the pixels start ≤ column < end of a row: rules of drawing stay with the caller. */
export type SpanWriter = (y: number, start: number, end: number) => void;

/** Clips spans to the image, hands them on, and keeps the rectangle around them. */
export class SpanClipper {
  readonly #size: Size;
  readonly #write: SpanWriter;
  #left = Infinity;
  #top = Infinity;
  #right = -Infinity;
  #bottom = -Infinity;

  constructor(size: Size, write: SpanWriter) {
    this.#size = size;
    this.#write = write;
  }

  /** Takes a span of a row inside the image; its columns may reach over the edge. */
  span(y: number, start: number, end: number): void {
    const from = Math.max(0, start);
    const to = Math.min(this.#size.width, end);
    if (from >= to) return;
    this.#write(y, from, to);
    this.#left = Math.min(this.#left, from);
    this.#right = Math.max(this.#right, to);
    this.#top = Math.min(this.#top, y);
    this.#bottom = Math.max(this.#bottom, y + 1);
  }

  /** The rectangle around everything written, or `null` when nothing was. */
  dirty(): Rect | null {
    if (this.#left >= this.#right) return null;
    return {
      x: this.#left,
      y: this.#top,
      width: this.#right - this.#left,
      height: this.#bottom - this.#top,
    };
  }
}
