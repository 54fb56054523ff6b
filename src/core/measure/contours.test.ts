import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fillPolygon } from '@/core/grid/polygon';
import type { ImagePoint, Rect, Size } from '@/core/types';
import { draw, expandRuns, labelsOf, maskOf, randomSequence } from '@/testing/ascii';
import { type Polygon, type Ring, ringArea, traceContours } from './contours';
import { simplifyRing } from './simplify-ring';

interface Golden {
  readonly name: string;
  readonly size: Size;
  readonly mask: string;
}

const golden: Golden[] = JSON.parse(
  readFileSync(new URL('../golden/components.json', import.meta.url), 'utf8'),
);

const whole = (size: Size): Rect => ({ x: 0, y: 0, ...size });

function ringsOf(polygons: readonly Polygon[]): Ring[] {
  return polygons.flatMap(({ outer, holes }) => [outer, ...holes]);
}

function filled(size: Size, rings: readonly Ring[]): Uint8Array {
  const mask = new Uint8Array(size.width * size.height);
  fillPolygon(size, rings, (y, start, end) => {
    mask.fill(1, y * size.width + start, y * size.width + end);
  });
  return mask;
}

describe.each(golden)('contours of $name', ({ size, mask }) => {
  const data = Uint8Array.from(expandRuns(mask));
  const polygons = traceContours(size, data, 1, whole(size));

  test('fill to exactly the same pixels', () => {
    expect(draw(size, filled(size, ringsOf(polygons)))).toEqual(draw(size, data));
  });

  test('have outlines clockwise, holes the other way, and the area of the pixels', () => {
    for (const { outer, holes } of polygons) {
      expect(ringArea(outer)).toBeGreaterThan(0);
      for (const hole of holes) expect(ringArea(hole)).toBeLessThan(0);
    }
    const area = ringsOf(polygons).reduce((sum, ring) => sum + ringArea(ring), 0);
    expect(area).toBe(data.filter((v) => v === 1).length);
  });

  test('turn at every point and pass none twice', () => {
    for (const ring of ringsOf(polygons)) {
      expect(new Set(ring.map(({ x, y }) => `${x},${y}`)).size).toBe(ring.length);
      ring.forEach((b, k) => {
        const a = ring.at(k - 1) as ImagePoint;
        const c = ring.at((k + 1) % ring.length) as ImagePoint;
        expect(a.x === b.x).toBe(b.y === c.y);
      });
    }
  });

  test('put each hole into the outline around it', () => {
    for (const { outer, holes } of polygons) {
      const inside = filled(size, [outer]);
      for (const hole of holes) {
        filled(size, [hole]).forEach((value, i) => {
          if (value === 1) expect(inside[i]).toBe(1);
        });
      }
    }
  });
});

interface GoldenContours extends Golden {
  readonly polygons: readonly { readonly outer: string; readonly holes: string }[];
}

const goldenContours: GoldenContours[] = JSON.parse(
  readFileSync(new URL('../golden/contours.json', import.meta.url), 'utf8'),
);

/** Clockwise as seen, from the uppermost of the leftmost corners on. */
function textOf(ring: Ring): string {
  const corners = ringArea(ring) < 0 ? ring.toReversed() : [...ring];
  let start = 0;
  corners.forEach(({ x, y }, k) => {
    const first = corners[start] as ImagePoint;
    if (x < first.x || (x === first.x && y < first.y)) start = k;
  });
  const turned = [...corners.slice(start), ...corners.slice(0, start)];
  return turned.map(({ x, y }) => `${x} ${y}`).join(' ');
}

test.each(goldenContours)(
  'corners and holes of $name are those of the union of its pixels in GEOS',
  ({ size, mask, polygons }) => {
    const data = Uint8Array.from(expandRuns(mask));
    const found = traceContours(size, data, 1, whole(size)).map(({ outer, holes }) => ({
      outer: textOf(outer),
      holes: holes.map(textOf).sort().join(', '),
    }));
    const byOuter = (a: { outer: string }, b: { outer: string }) => (a.outer < b.outer ? -1 : 1);
    expect(found.sort(byOuter)).toEqual(polygons.toSorted(byOuter));
  },
);

test('noise of every density has simple rings that fill to the same pixels', () => {
  const random = randomSequence(12);
  for (let round = 0; round < 300; round++) {
    const size = { width: 1 + Math.floor(random() * 14), height: 1 + Math.floor(random() * 14) };
    const density = random();
    const data = Uint8Array.from({ length: size.width * size.height }, () =>
      random() < density ? 1 : 0,
    );
    const rings = ringsOf(traceContours(size, data, 1, whole(size)));
    expect(draw(size, filled(size, rings))).toEqual(draw(size, data));
    for (const ring of rings) {
      expect(new Set(ring.map(({ x, y }) => `${x},${y}`)).size).toBe(ring.length);
    }
  }
});

describe('traceContours', () => {
  test('one pixel is a square', () => {
    const { size, data } = labelsOf(`
      ...
      .4.`);
    const [polygon, ...others] = traceContours(size, data, 4, { x: 1, y: 1, width: 1, height: 1 });
    expect(others).toEqual([]);
    expect(polygon).toEqual({
      outer: [
        { x: 1, y: 1 },
        { x: 2, y: 1 },
        { x: 2, y: 2 },
        { x: 1, y: 2 },
      ],
      holes: [],
    });
  });

  test('parts that touch at a corner are polygons of their own', () => {
    const { size, data } = maskOf(`
      ##..
      ##..
      ..##`);
    expect(traceContours(size, data, 1, whole(size)).map(({ outer }) => ringArea(outer))).toEqual([
      4, 2,
    ]);
  });

  test('a ring closed only by a corner has its inside as a hole', () => {
    const { size, data } = maskOf(`
      ###
      #.#
      ##.`);
    const polygons = traceContours(size, data, 1, whole(size));
    expect(polygons).toHaveLength(1);
    expect(ringArea(polygons[0]?.outer ?? [])).toBe(8);
    expect(polygons[0]?.holes.map(ringArea)).toEqual([-1]);
  });

  test('an island in a hole is no part of the hole; other labels do not count', () => {
    const { size, data } = labelsOf(`
      1111111
      1.....1
      1.1.2.1
      1.....1
      1111111`);
    const polygons = traceContours(size, data, 1, whole(size));
    expect(polygons.map(({ outer }) => ringArea(outer))).toEqual([35, 1]);
    expect(polygons.map(({ holes }) => holes.map(ringArea))).toEqual([[-15], []]);
  });

  test('the bounds only bound: the polygon stays where the object is', () => {
    const { size, data } = labelsOf(`
      .......
      ...33..
      ..333..
      .......`);
    const tight = traceContours(size, data, 3, { x: 2, y: 1, width: 3, height: 2 });
    expect(tight).toEqual(traceContours(size, data, 3, whole(size)));
  });

  test('an absent label has no polygon', () => {
    expect(
      traceContours(
        { width: 3, height: 1 },
        Uint16Array.of(1, 0, 2),
        3,
        whole({ width: 3, height: 1 }),
      ),
    ).toEqual([]);
  });
});

describe('simplifyRing', () => {
  function distance(p: ImagePoint, a: ImagePoint, b: ImagePoint): number {
    const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
    const along = ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / length;
    const t = Math.min(1, Math.max(0, along));
    return Math.hypot(p.x - a.x - t * (b.x - a.x), p.y - a.y - t * (b.y - a.y));
  }

  test('no dropped point is further away than the tolerance', () => {
    const blob = golden.find(({ name }) => name === 'blobs 4') as Golden;
    const data = Uint8Array.from(expandRuns(blob.mask));
    let dropped = 0;
    for (const ring of ringsOf(traceContours(blob.size, data, 1, whole(blob.size)))) {
      const simple = simplifyRing(ring, 1);
      dropped += ring.length - simple.length;
      for (const point of ring) {
        const edges = simple.map((b, k) => distance(point, simple.at(k - 1) as ImagePoint, b));
        expect(Math.min(...edges)).toBeLessThanOrEqual(1 + 1e-9);
      }
      expect(simple.every((point) => ring.includes(point))).toBe(true);
    }
    expect(dropped).toBeGreaterThan(20);
  });

  test('points on a straight edge go even without tolerance', () => {
    const square = [0, 0, 2, 0, 4, 0, 4, 4, 2, 4, 0, 4];
    const ring = Array.from({ length: 6 }, (_, k) => ({
      x: square[2 * k] as number,
      y: square[2 * k + 1] as number,
    }));
    expect(simplifyRing(ring, 0)).toEqual([
      { x: 0, y: 0 },
      { x: 4, y: 0 },
      { x: 4, y: 4 },
      { x: 0, y: 4 },
    ]);
  });

  test('a ring smaller than the tolerance stays as it is', () => {
    const ring = [
      { x: 1, y: 1 },
      { x: 2, y: 1 },
      { x: 2, y: 2 },
      { x: 1, y: 2 },
    ];
    expect(simplifyRing(ring, 5)).toBe(ring);
  });
});
