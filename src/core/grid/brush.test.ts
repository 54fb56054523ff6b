import { describe, expect, test } from 'vitest';
import { labelPieces } from '@/core/labels/components';
import type { ImagePoint, Rect, Size } from '@/core/types';
import { draw, randomSequence, rows } from '@/testing/ascii';
import { stampCapsule, stampDisc } from './brush';

const size: Size = { width: 16, height: 12 };

function painted(paint: (write: (y: number, start: number, end: number) => void) => Rect | null): {
  mask: Uint8Array;
  dirty: Rect | null;
} {
  const mask = new Uint8Array(size.width * size.height);
  const dirty = paint((y, start, end) => {
    if (y < 0 || y >= size.height || start < 0 || end > size.width || start >= end) {
      throw new RangeError(`Span ${start}–${end} of row ${y} leaves the image.`);
    }
    mask.fill(1, y * size.width + start, y * size.width + end);
  });
  return { mask, dirty };
}

function boundsOf(mask: Uint8Array): Rect | null {
  const xs: number[] = [];
  const ys: number[] = [];
  mask.forEach((value, i) => {
    if (value === 0) return;
    xs.push(i % size.width);
    ys.push(Math.floor(i / size.width));
  });
  if (xs.length === 0) return null;
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x + 1, height: Math.max(...ys) - y + 1 };
}

function distanceToSegment(x: number, y: number, a: ImagePoint, b: ImagePoint): number {
  const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
  const along = length > 0 ? ((x - a.x) * (b.x - a.x) + (y - a.y) * (b.y - a.y)) / length : 0;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - a.x - t * (b.x - a.x), y - a.y - t * (b.y - a.y));
}

describe('stampDisc', () => {
  test('radius 0.5 paints exactly the pixel under it, wherever in the pixel', () => {
    const random = randomSequence(1);
    for (let round = 0; round < 200; round++) {
      const point = { x: random() * 16, y: random() * 12 };
      const { mask, dirty } = painted((write) => stampDisc(size, point, 0.5, write));
      const pixel = { x: Math.floor(point.x), y: Math.floor(point.y), width: 1, height: 1 };
      expect(boundsOf(mask)).toEqual(pixel);
      expect(dirty).toEqual(pixel);
    }
    const corner = painted((write) => stampDisc(size, { x: 4, y: 4 }, 0.5, write));
    expect(boundsOf(corner.mask)).toEqual({ x: 4, y: 4, width: 1, height: 1 });
  });

  test('is cut off at the image border', () => {
    const { mask, dirty } = painted((write) => stampDisc(size, { x: 1.5, y: 2.5 }, 3, write));
    expect(draw({ width: 16, height: 6 }, mask)).toEqual(
      rows(`
      1111............
      1111............
      1111............
      1111............
      1111............
      ................`),
    );
    expect(dirty).toEqual({ x: 0, y: 0, width: 4, height: 5 });
  });

  test('is round', () => {
    const { mask } = painted((write) => stampDisc(size, { x: 5.5, y: 3.5 }, 3.2, write));
    expect(draw({ width: 16, height: 8 }, mask)).toEqual(
      rows(`
      ....111.........
      ...11111........
      ..1111111.......
      ..1111111.......
      ..1111111.......
      ...11111........
      ....111.........
      ................`),
    );
  });

  test('outside the image paints nothing', () => {
    const { mask, dirty } = painted((write) => stampDisc(size, { x: -9, y: 4 }, 3, write));
    expect(mask.includes(1)).toBe(false);
    expect(dirty).toBeNull();
  });
});

describe('stampCapsule', () => {
  test('paints the pixels whose centre is nearer than the radius, and those under the segment', () => {
    const random = randomSequence(17);
    for (let round = 0; round < 400; round++) {
      const a = { x: random() * 26 - 5, y: random() * 22 - 5 };
      const b =
        round % 7 === 0 ? { x: a.x, y: random() * 12 } : { x: random() * 16, y: random() * 12 };
      const radiusPx = 0.3 + random() * 4;
      const { mask, dirty } = painted((write) => stampCapsule(size, a, b, radiusPx, write));
      const under = new Set<number>();
      for (let step = 0; step <= 2000; step++) {
        const x = Math.floor(a.x + ((b.x - a.x) * step) / 2000);
        const y = Math.floor(a.y + ((b.y - a.y) * step) / 2000);
        if (x >= 0 && x < 16 && y >= 0 && y < 12) under.add(y * 16 + x);
      }
      mask.forEach((value, i) => {
        const distance = distanceToSegment((i % 16) + 0.5, Math.floor(i / 16) + 0.5, a, b);
        if (under.has(i) || distance < radiusPx - 1e-9) expect(value).toBe(1);
        // A segment may clip a pixel's corner between two steps.
        else if (distance > Math.max(radiusPx, Math.SQRT1_2) + 1e-9) expect(value).toBe(0);
      });
      expect(dirty).toEqual(boundsOf(mask));
    }
  });

  test('the direction of the stroke does not matter', () => {
    const a = { x: 2.2, y: 9.1 };
    const b = { x: 13.7, y: 1.4 };
    const there = painted((write) => stampCapsule(size, a, b, 1.3, write));
    const back = painted((write) => stampCapsule(size, b, a, 1.3, write));
    expect(back).toEqual(there);
  });

  test('the thinnest stroke across the image parts it', () => {
    const random = randomSequence(23);
    for (let round = 0; round < 100; round++) {
      const a = { x: 1 + random() * 14, y: -1 };
      const b = { x: 1 + random() * 14, y: 13 };
      const { mask } = painted((write) => stampCapsule(size, a, b, 0, write));
      const rest = mask.map((value) => 1 - value);
      expect(labelPieces(size, Uint16Array.from(rest)).count).toBe(2);
    }
  });
});
