import { describe, expect, test } from 'vitest';
import { rowExtremes } from '@/core/grid/row-extremes';
import { labelsOfRuns } from '@/core/labels/runs';
import type { Size } from '@/core/types';
import { draw, drawing, labelsOf, maskOf, randomSequence, rows } from '@/testing/ascii';
import { type Derived, type DeriveSettings, deriveObjects } from './derive-objects';

const plain: DeriveSettings = {
  threshold: 0.5,
  objects: 'region',
  keepLargest: false,
  fillHoles: false,
  minAreaPx: 0,
};

/** Digits are tenths of certainty. */
function tenths(art: string): { size: Size; data: Uint8Array } {
  const { size, values } = drawing(art);
  return { size, data: Uint8Array.from(values, (v) => Math.round(v * 25.5)) };
}

function masked(size: Size, { runs }: Derived): boolean[] {
  return Array.from(labelsOfRuns(size, runs), Boolean);
}

const scene = tenths(`
  999..77
  9.9..77
  999....
  .....8.`);

describe('a region', () => {
  test('is label 1 wherever the probability is above the threshold', () => {
    const derived = deriveObjects(scene.size, scene.data, null, { ...plain, threshold: 0.75 });
    expect(draw(scene.size, labelsOfRuns(scene.size, derived.runs))).toEqual(
      rows(`
      111....
      1.1....
      111....
      .....1.`),
    );
    expect(derived).toMatchObject({ objectCount: 1, areaPx: 9 });
  });

  test('fills holes, drops small pieces and keeps the largest when asked to', () => {
    const settings = { ...plain, fillHoles: true, minAreaPx: 2 };
    const derived = deriveObjects(scene.size, scene.data, null, settings);
    expect(draw(scene.size, labelsOfRuns(scene.size, derived.runs))).toEqual(
      rows(`
      111..11
      111..11
      111....
      .......`),
    );
    expect(derived).toMatchObject({ objectCount: 1, areaPx: 13 });
    const largest = deriveObjects(scene.size, scene.data, null, { ...settings, keepLargest: true });
    expect(largest).toMatchObject({ objectCount: 1, areaPx: 9 });
  });

  test('of nothing has no object', () => {
    const derived = deriveObjects(scene.size, scene.data, null, { ...plain, threshold: 0.99 });
    expect(derived.runs.count).toBe(0);
    expect(derived).toMatchObject({ objectCount: 0, areaPx: 0 });
  });
});

describe('components', () => {
  test('have a label each', () => {
    const derived = deriveObjects(scene.size, scene.data, null, {
      ...plain,
      objects: 'components',
    });
    expect(draw(scene.size, labelsOfRuns(scene.size, derived.runs))).toEqual(
      rows(`
      111..22
      1.1..22
      111....
      .....3.`),
    );
    expect(derived).toMatchObject({ objectCount: 3, areaPx: 13 });
  });

  test('cover the pixels of the region under every setting', () => {
    for (const keepLargest of [false, true]) {
      for (const fillHoles of [false, true]) {
        for (const minAreaPx of [0, 2, 5]) {
          const settings = { ...plain, keepLargest, fillHoles, minAreaPx };
          const region = deriveObjects(scene.size, scene.data, null, settings);
          const split = deriveObjects(scene.size, scene.data, null, {
            ...settings,
            objects: 'components',
          });
          expect(masked(scene.size, split)).toEqual(masked(scene.size, region));
          expect(split.areaPx).toBe(region.areaPx);
        }
      }
    }
  });
});

describe('instances', () => {
  const { size, data } = tenths(`
    68866886.
    6.86686..
    68866886.
    .......64`);
  const basin = labelsOf(`
    222244449
    222244449
    222244449
    ......999`).data;
  const basins = { basin, count: 9, labelOf: Uint16Array.from({ length: 10 }, (_, id) => id) };
  const settings: DeriveSettings = { ...plain, objects: 'instances' };

  test('keep the label of their basin while the threshold moves', () => {
    const low = deriveObjects(size, data, basins, settings);
    expect(draw(size, labelsOfRuns(size, low.runs))).toEqual(
      rows(`
      22224444.
      2.22444..
      22224444.
      .......9.`),
    );
    expect(low).toMatchObject({ objectCount: 3, areaPx: 23 });
    const high = deriveObjects(size, data, basins, { ...settings, threshold: 0.7 });
    expect(draw(size, labelsOfRuns(size, high.runs))).toEqual(
      rows(`
      .22..44..
      ..2..4...
      .22..44..
      .........`),
    );
    expect(high).toMatchObject({ objectCount: 2, areaPx: 10 });
  });

  test('vanish when they are too small at this threshold', () => {
    const at = (threshold: number) =>
      deriveObjects(size, data, basins, {
        ...settings,
        threshold,
        minAreaPx: 2,
      }).runs.value.includes(9);
    expect(at(0.5)).toBe(false);
    expect(at(0.3)).toBe(true);
  });

  test('fill the holes that one object encloses, and count them', () => {
    const derived = deriveObjects(size, data, basins, { ...settings, fillHoles: true });
    expect(labelsOfRuns(size, derived.runs)[size.width + 1]).toBe(2);
    expect(derived.areaPx).toBe(24);
  });

  test('the largest object alone can stay', () => {
    const derived = deriveObjects(size, data, basins, {
      ...settings,
      fillHoles: true,
      keepLargest: true,
    });
    expect(new Set(derived.runs.value)).toEqual(new Set([2]));
    expect(derived).toMatchObject({ objectCount: 1, areaPx: 12 });
  });

  test('more than can be numbered are an error that says how many', () => {
    const few = { ...basins, labelOf: Uint16Array.from(basins.labelOf).fill(0, 9) };
    expect(() => deriveObjects(size, data, few, settings)).toThrow(
      expect.objectContaining({ name: 'TooManyObjects', values: { count: 3 } }),
    );
    // Those without a number may be there as long as they are no object.
    expect(deriveObjects(size, data, few, { ...settings, minAreaPx: 2 })).toMatchObject({
      objectCount: 2,
    });
  });

  test('need basins', () => {
    expect(() => deriveObjects(size, data, null, settings)).toThrow(RangeError);
  });
});

test('what lies around an object does not change it: a ring far from the edges is filled, one open at the edge is not', () => {
  const settings = {
    threshold: 0.5,
    objects: 'region',
    keepLargest: true,
    fillHoles: true,
    minAreaPx: 0,
  } as const;
  const ring = maskOf(`
    ......
    .####.
    .#..#.
    .####.
    ......`);
  const filled = deriveObjects(
    ring.size,
    ring.data.map((v) => 255 * v),
    null,
    settings,
  );
  expect(draw(ring.size, labelsOfRuns(ring.size, filled.runs))).toEqual(
    rows(`
    ......
    .1111.
    .1111.
    .1111.
    ......`),
  );
  const open = maskOf(`
    ####
    #..#
    #..#`);
  const kept = deriveObjects(
    open.size,
    open.data.map((v) => 255 * v),
    null,
    settings,
  );
  expect(draw(open.size, labelsOfRuns(open.size, kept.runs))).toEqual(
    rows(`
    1111
    1..1
    1..1`),
  );
  expect(kept.areaPx).toBe(8);
});

test('extremes of the map change nothing but the time', () => {
  const random = randomSequence(5);
  for (let round = 0; round < 40; round++) {
    const size = { width: 1 + Math.floor(random() * 200), height: 1 + Math.floor(random() * 20) };
    // Long stretches on either side of a level, as in a map, and some noise.
    let value = 0;
    const map = Uint8Array.from({ length: size.width * size.height }, () => {
      if (random() < 0.03) value = Math.floor(random() * 256);
      return value;
    });
    const settings = {
      ...plain,
      threshold: random(),
      fillHoles: random() < 0.5,
      keepLargest: random() < 0.3,
      minAreaPx: random() < 0.5 ? 4 : 0,
      objects: random() < 0.5 ? ('region' as const) : ('components' as const),
    };
    const derived = deriveObjects(size, map, null, settings, rowExtremes(size, map));
    expect(derived).toEqual(deriveObjects(size, map, null, settings));
    const objects = labelsOfRuns(size, derived.runs).filter((label) => label > 0);
    expect(derived.areaPx).toBe(objects.length);
    expect(derived.objectCount).toBe(new Set(objects).size);
  }
});
