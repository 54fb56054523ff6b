import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Size } from '@/core/types';
import { expandRuns, labelsOf } from '@/testing/ascii';
import { describeObjects } from './measure';

interface GoldenObject {
  readonly label: number;
  readonly areaPx: number;
  readonly centroidX: number;
  readonly centroidY: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly perimeterPx: number;
  readonly cornerFeretPx: number;
  readonly midpointFeretPx: number;
}

interface Golden {
  readonly name: string;
  readonly size: Size;
  readonly labels: string;
  readonly objects: GoldenObject[];
}

const golden: Golden[] = JSON.parse(
  readFileSync(new URL('../golden/measure.json', import.meta.url), 'utf8'),
);

describe.each(golden)('objects of $name', ({ size, labels, objects }) => {
  const table = describeObjects(size, Uint16Array.from(expandRuns(labels)));

  test('labels, areas and bounds equal scikit-image', () => {
    expect([...table.label]).toEqual(objects.map((o) => o.label));
    expect([...table.areaPx]).toEqual(objects.map((o) => o.areaPx));
    expect([...table.bounds]).toEqual(
      objects.flatMap((o) => [o.left, o.top, o.right - o.left, o.bottom - o.top]),
    );
  });

  test('centroids are in image coordinates', () => {
    objects.forEach(({ centroidX, centroidY }, k) => {
      expect(table.centroidX[k]).toBeCloseTo(centroidX, 4);
      expect(table.centroidY[k]).toBeCloseTo(centroidY, 4);
    });
  });

  test('perimeters equal perimeter_crofton with four directions', () => {
    objects.forEach(({ perimeterPx }, k) => {
      expect(table.perimeterPx[k]).toBeCloseTo(perimeterPx, 2);
    });
  });

  test('Feret diameters span the pixel corners, less than √2 from those between edge midpoints', () => {
    objects.forEach(({ cornerFeretPx, midpointFeretPx }, k) => {
      const feretPx = table.feretPx[k] as number;
      expect(feretPx).toBeCloseTo(cornerFeretPx, 4);
      expect(Math.abs(feretPx - midpointFeretPx)).toBeLessThan(Math.SQRT2);
    });
  });
});

test('an object that touches any side of the image is marked', () => {
  const { size, data } = labelsOf(`
    ..1...
    2.....
    ..5..3
    ......
    .4....`);
  expect([...describeObjects(size, data).touchesBorder]).toEqual([1, 1, 1, 1, 0]);
});

test('an empty labelmap has no rows', () => {
  const table = describeObjects({ width: 4, height: 3 }, new Uint16Array(12));
  expect(table.label).toHaveLength(0);
  expect(table.bounds).toHaveLength(0);
});

test('the perimeter of a large disc comes near 2πr, its Feret diameter near 2r', () => {
  const size = { width: 220, height: 220 };
  const labels = Uint16Array.from({ length: 48_400 }, (_, i) =>
    Math.hypot((i % 220) + 0.5 - 110, Math.floor(i / 220) + 0.5 - 110) < 100 ? 1 : 0,
  );
  const { perimeterPx, feretPx } = describeObjects(size, labels);
  expect((perimeterPx[0] as number) / (200 * Math.PI)).toBeCloseTo(1, 2);
  expect(feretPx[0]).toBeGreaterThan(199);
  expect(feretPx[0]).toBeLessThan(202);
});
