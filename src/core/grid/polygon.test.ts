import { describe, expect, test } from 'vitest';
import { labelPieces } from '@/core/labels/components';
import type { ImagePoint, Size } from '@/core/types';
import { draw, randomSequence, rows } from '@/testing/ascii';
import { fillPolygon, strokePolyline } from './polygon';

const size: Size = { width: 12, height: 9 };

function filled(rings: readonly (readonly ImagePoint[])[]): Uint8Array {
  const mask = new Uint8Array(size.width * size.height);
  fillPolygon(size, rings, (y, start, end) => {
    for (let x = start; x < end; x++) (mask[y * size.width + x] as number)++;
  });
  return mask;
}

function ring(...numbers: number[]): ImagePoint[] {
  const points: ImagePoint[] = [];
  for (let k = 0; k < numbers.length; k += 2) {
    points.push({ x: numbers[k] as number, y: numbers[k + 1] as number });
  }
  return points;
}

/** Whether a point is inside, by the number of edges to its right. */
function isInside({ x, y }: ImagePoint, points: readonly ImagePoint[]): boolean {
  let inside = false;
  points.forEach((b, k) => {
    const a = points.at(k - 1) as ImagePoint;
    if (a.y > y === b.y > y) return;
    if (x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) inside = !inside;
  });
  return inside;
}

describe('fillPolygon', () => {
  test('a rectangle on pixel edges fills its pixels', () => {
    const mask = filled([ring(2, 1, 5, 1, 5, 3, 2, 3)]);
    expect(draw({ width: 12, height: 4 }, mask)).toEqual(
      rows(`
      ............
      ..111.......
      ..111.......
      ............`),
    );
  });

  test('a pixel is inside when its centre is', () => {
    expect(filled([ring(2.6, 1, 4.4, 1, 4.4, 2, 2.6, 2)]).lastIndexOf(1)).toBe(12 + 3);
    expect(filled([ring(2.6, 1, 4.4, 1, 4.4, 2, 2.6, 2)]).indexOf(1)).toBe(12 + 3);
    expect(filled([ring(2.6, 1, 3.4, 1, 3.4, 2, 2.6, 2)]).includes(1)).toBe(false);
  });

  test('a second ring inside is a hole', () => {
    const mask = filled([ring(1, 0, 7, 0, 7, 5, 1, 5), ring(3, 1, 5, 1, 5, 4, 3, 4)]);
    expect(draw({ width: 12, height: 5 }, mask)).toEqual(
      rows(`
      .111111.....
      .11..11.....
      .11..11.....
      .11..11.....
      .111111.....`),
    );
  });

  test('any star agrees with counting edges at each pixel centre', () => {
    const random = randomSequence(31);
    for (let round = 0; round < 200; round++) {
      const corners = 3 + Math.floor(random() * 8);
      const points = Array.from({ length: corners }, () => ({
        x: random() * 20 - 4,
        y: random() * 16 - 4,
      }));
      const mask = filled([points]);
      const expected = Array.from(mask, (_, i) =>
        isInside({ x: (i % 12) + 0.5, y: Math.floor(i / 12) + 0.5 }, points) ? 1 : 0,
      );
      expect(draw(size, mask)).toEqual(draw(size, expected));
    }
  });

  test('polygons that share edges through pixel centres cover each pixel once', () => {
    const corner = [0, 0, 12, 0, 12, 9, 0, 9];
    const triangles = [0, 1, 2, 3].map((k) =>
      ring(
        6.5,
        4.5,
        corner[2 * k] as number,
        corner[2 * k + 1] as number,
        ...corner.concat(corner).slice(2 * k + 2, 2 * k + 4),
      ),
    );
    const sum = new Uint8Array(size.width * size.height);
    for (const triangle of triangles) {
      filled([triangle]).forEach((value, i) => {
        (sum[i] as number) += value;
      });
    }
    expect(sum.every((value) => value === 1)).toBe(true);
  });

  test('tells what it filled, clipped to the image; nothing gives null', () => {
    const none = () => expect.fail('nothing to write');
    expect(fillPolygon(size, [ring(-5, -5, 3, -5, 3, 4, -5, 4)], () => undefined)).toEqual({
      x: 0,
      y: 0,
      width: 3,
      height: 4,
    });
    expect(fillPolygon(size, [ring(20, 1, 30, 1, 25, 8)], none)).toBeNull();
    expect(fillPolygon(size, [[]], none)).toBeNull();
    expect(fillPolygon(size, [ring(3, 3)], none)).toBeNull();
  });
});

describe('strokePolyline', () => {
  test('a line across an object leaves two', () => {
    const random = randomSequence(41);
    for (let round = 0; round < 100; round++) {
      const points = [
        { x: 1 + random() * 10, y: -1 },
        { x: 1 + random() * 10, y: 4 + random() },
        { x: 1 + random() * 10, y: 10 },
      ];
      const rest = new Uint8Array(size.width * size.height).fill(1);
      strokePolyline(size, points, 1, (y, start, end) => {
        rest.fill(0, y * size.width + start, y * size.width + end);
      });
      const { labels } = labelPieces(size, Uint16Array.from(rest));
      for (let y = 0; y < size.height; y++) {
        const row = y * size.width;
        expect(labels[row]).not.toBe(labels[row + size.width - 1]);
      }
    }
  });

  test('one point is a dot, no point is nothing', () => {
    const spans: number[][] = [];
    const dirty = strokePolyline(size, [{ x: 3.2, y: 4.9 }], 1, (...span) => spans.push(span));
    expect(spans).toEqual([[4, 3, 4]]);
    expect(dirty).toEqual({ x: 3, y: 4, width: 1, height: 1 });
    expect(strokePolyline(size, [], 1, () => expect.fail('nothing to draw'))).toBeNull();
  });
});
