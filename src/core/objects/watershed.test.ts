import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MAX_BASIN_LABEL, MAX_LABEL, type Size } from '@/core/types';
import { bytesOf, draw, drawing, expandRuns, rows } from '@/testing/ascii';
import { deriveObjects } from './derive-objects';
import { growBasins } from './watershed';

interface Golden {
  readonly name: string;
  readonly size: Size;
  readonly probability: string;
  readonly core: string;
  readonly floorLevel: number;
  readonly referenceLevel: number;
  readonly count: number;
  readonly basin: string;
}

function golden(file: string): Golden[] {
  return JSON.parse(readFileSync(new URL(`../golden/${file}.json`, import.meta.url), 'utf8'));
}

function grow({ size, probability, core, floorLevel, referenceLevel }: Golden) {
  const seeds = Uint8Array.from(expandRuns(core), (v) => v * 255);
  return growBasins(size, bytesOf(probability), seeds, { floorLevel, referenceLevel });
}

/** Intersection over union of each label of `b` with the same label of `a`. */
function overlaps(a: ArrayLike<number>, b: number[], count: number): number[] {
  const both = new Array<number>(count + 1).fill(0);
  const either = new Array<number>(count + 1).fill(0);
  b.forEach((label, i) => {
    const other = a[i] as number;
    (either[label] as number)++;
    if (label === other) (both[label] as number)++;
    else (either[other] as number)++;
  });
  return both.slice(1).map((n, k) => n / (either[k + 1] as number));
}

/** Digits are tenths of certainty. */
function tenths(art: string): { size: Size; data: Uint8Array } {
  const { size, values } = drawing(art);
  return { size, data: Uint8Array.from(values, (v) => Math.round(v * 25.5)) };
}

describe('growBasins against scikit-image', () => {
  test.each(golden('watershed-exact'))('$name: every pixel the same', (fixture) => {
    const { basin, count } = grow(fixture);
    expect(count).toBe(fixture.count);
    expect(draw(fixture.size, basin)).toEqual(draw(fixture.size, expandRuns(fixture.basin)));
  });

  test.each(golden('watershed-nuclei'))('$name: the same objects but for ties', (fixture) => {
    const { basin, count } = grow(fixture);
    expect(count).toBe(fixture.count);
    const iou = overlaps(basin, expandRuns(fixture.basin), count);
    expect(iou.reduce((sum, v) => sum + v) / count).toBeGreaterThan(0.95);
    expect(Math.min(...iou)).toBeGreaterThan(0.75);
  });
});

describe('growBasins', () => {
  test('two cores split an object along its valley', () => {
    const { size, data } = tenths(`
      8998668998
      8998668998
      8998668998`);
    const core = tenths(`
      .99....99.
      .99....99.
      ..........`);
    const { basin, count } = growBasins(size, data, core.data);
    expect(count).toBe(2);
    expect(draw(size, basin)).toEqual(new Array(3).fill('1111122222'));
  });

  test('a plateau is divided midway', () => {
    const { size, data } = tenths(`
      999999999999
      999999999999`);
    const core = tenths(`
      99........99
      99........99`);
    const { basin } = growBasins(size, data, core.data);
    expect(draw(size, basin)).toEqual(new Array(2).fill('111111222222'));
  });

  test('a speck of core does not split an object, and an object with only a speck is still one', () => {
    const { size, data } = tenths(`
      9999999999...999
      9999999999...999`);
    const core = tenths(`
      .99.....99....9.
      .99.....9.......`);
    const { basin, count } = growBasins(size, data, core.data);
    expect(count).toBe(2);
    expect(draw(size, basin)).toEqual(new Array(2).fill('1111111111...222'));
  });

  test('objects without a core come after the cores, faint ones last; below the floor is nothing', () => {
    const { size, data } = tenths(`
      22.77.9999.
      ......9999.
      ...........`);
    data[size.width * 2] = 12;
    const core = tenths(`
      ......99...
      ......99...
      ...........`);
    const { basin, count } = growBasins(size, data, core.data);
    expect(count).toBe(3);
    expect(draw(size, basin)).toEqual(
      rows(`
      33.22.1111.
      ......1111.
      ...........`),
    );
  });

  test('the flood passes corners, so every pixel from the floor up has a basin', () => {
    const { size, data } = tenths(`
      99...
      99...
      ..4..
      ...4.
      ....4`);
    const core = { ...tenths('99... 99... ..... ..... .....'.replaceAll(' ', '\n')) };
    const { basin, count } = growBasins(size, data, core.data);
    expect(count).toBe(1);
    expect([...basin].map(Boolean)).toEqual([...data].map(Boolean));
  });

  describe('a slide of more basins than a labelmap has labels', () => {
    const size = { width: 1056, height: 1056 };
    const spacing = 4;
    const nuclei = 40_000;

    /** Squares of a grid: first faint specks of one pixel, then nuclei of 2 × 2. */
    function slide(): { probability: Uint8Array; core: Uint8Array; specks: number } {
      const probability = new Uint8Array(size.width * size.height);
      const core = new Uint8Array(probability.length);
      const columns = size.width / spacing;
      const squares = columns * (size.height / spacing);
      let specks = 0;
      for (let square = 0; square < squares; square++) {
        const at =
          Math.floor(square / columns) * spacing * size.width + (square % columns) * spacing;
        if (square < squares - nuclei) {
          probability[at] = 20;
          specks++;
          continue;
        }
        for (const i of [at, at + 1, at + size.width, at + size.width + 1]) probability[i] = 180;
      }
      return { probability, core, specks };
    }

    const settings = {
      threshold: 0.5,
      objects: 'instances',
      keepLargest: false,
      fillHoles: true,
      minAreaPx: 3,
    } as const;

    test('gives every object its own label, the specks none', () => {
      const { probability, core, specks } = slide();
      const basins = growBasins(size, probability, core);
      expect(basins.count).toBe(nuclei + specks);
      expect(basins.count).toBeGreaterThan(MAX_LABEL);
      const derived = deriveObjects(size, probability, basins, settings);
      expect(derived).toMatchObject({ objectCount: nuclei, areaPx: 4 * nuclei });
    });

    test('keeps the labels of objects at every threshold', () => {
      const { probability, core } = slide();
      const basins = growBasins(size, probability, core);
      const { runs } = deriveObjects(size, probability, basins, settings);
      const low = deriveObjects(size, probability, basins, { ...settings, threshold: 0.06 });
      expect(low.runs).toEqual(runs);
      expect(Math.max(...new Set(runs.value))).toBeLessThanOrEqual(MAX_BASIN_LABEL);
    });

    test('is an error once more become objects than can be told apart', () => {
      const { probability, core, specks } = slide();
      const basins = growBasins(size, probability, core);
      const all = { ...settings, threshold: 0.06, minAreaPx: 0 };
      expect(() => deriveObjects(size, probability, basins, all)).toThrow(
        expect.objectContaining({ name: 'TooManyObjects', values: { count: nuclei + specks } }),
      );
    });
  });
});
