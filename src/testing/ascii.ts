import type { Size } from '@/core/types';

/**
 * Test helper: images drawn with characters. Each line is a row; spaces and empty lines do not
 * count. `.` is 0, `#` is 1, and 1–9 a–z are the numbers 1–35.
 */
export interface Drawing {
  readonly size: Size;
  readonly values: number[];
}

export function drawing(art: string): Drawing {
  const rows = art
    .split('\n')
    .map((row) => row.replaceAll(' ', ''))
    .filter((row) => row !== '');
  const width = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== width)) throw new RangeError('Rows differ in length.');
  const values = [...rows.join('')].map((c) =>
    c === '.' ? 0 : c === '#' ? 1 : Number.parseInt(c, 36),
  );
  return { size: { width, height: rows.length }, values };
}

/** A mask as bytes. */
export function maskOf(art: string): { size: Size; data: Uint8Array } {
  const { size, values } = drawing(art);
  return { size, data: Uint8Array.from(values) };
}

/** A labelmap. */
export function labelsOf(art: string): { size: Size; data: Uint16Array } {
  const { size, values } = drawing(art);
  return { size, data: Uint16Array.from(values) };
}

/** Rows of characters: 0 is `.`, 1–35 are 1–9 a–z. Compare with `rows(art)`. */
export function draw(size: Size, data: ArrayLike<number>): string[] {
  const lines: string[] = [];
  for (let y = 0; y < size.height; y++) {
    let line = '';
    for (let x = 0; x < size.width; x++) {
      const value = data[y * size.width + x] as number;
      line += value === 0 ? '.' : value.toString(36);
    }
    lines.push(line);
  }
  return lines;
}

/** What `draw` gives for this picture. */
export function rows(art: string): string[] {
  const { size, values } = drawing(art);
  return draw(size, values);
}

/** Whether two arrays hold the same numbers. A deep comparison would take seconds. */
export function isSame(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A repeatable sequence of numbers in [0, 1) (mulberry32). */
export function randomSequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Numbers from text with a space between them. */
export function numbersOf(text: string): number[] {
  return text === '' ? [] : text.split(' ').map(Number);
}

/** Expands "value length value length …". */
export function expandRuns(text: string): number[] {
  const runs = numbersOf(text);
  const values: number[] = [];
  for (let r = 0; r < runs.length; r += 2) {
    for (let n = runs[r + 1] as number; n > 0; n--) values.push(runs[r] as number);
  }
  return values;
}

/** Bytes from two hexadecimal digits each. */
export function bytesOf(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  }
  return bytes;
}
