import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Size } from '@/core/types';
import {
  draw,
  expandRuns,
  labelsOf,
  maskOf,
  numbersOf,
  randomSequence,
  rows,
} from '@/testing/ascii';
import { fillHoles, keepLargest, labelPieces, removeSmall } from './components';

interface Golden {
  readonly name: string;
  readonly size: Size;
  readonly mask: string;
  readonly areaPx: string;
  readonly labels: string;
  readonly filled: string;
}

const golden: Golden[] = JSON.parse(
  readFileSync(new URL('../golden/components.json', import.meta.url), 'utf8'),
);

interface GoldenLabels {
  readonly name: string;
  readonly size: Size;
  readonly labels: string;
  readonly largestKept: string;
  readonly holesFilled: string;
  readonly smallRemoved: readonly { readonly minAreaPx: number; readonly labels: string }[];
}

const goldenLabels: GoldenLabels[] = JSON.parse(
  readFileSync(new URL('../golden/clean-up.json', import.meta.url), 'utf8'),
);

describe.each(goldenLabels)('of $name', ({ size, labels, ...expected }) => {
  const cleaned = (clean: (labels: Uint16Array) => void): string[] => {
    const data = Uint16Array.from(expandRuns(labels));
    clean(data);
    return draw(size, data);
  };

  test('the largest piece that SciPy finds is kept', () => {
    expect(cleaned((data) => keepLargest(size, data))).toEqual(
      draw(size, expandRuns(expected.largestKept)),
    );
  });

  test.each(expected.smallRemoved)(
    'pieces below $minAreaPx pixels go as in scikit-image',
    (small) => {
      expect(cleaned((data) => removeSmall(size, data, small.minAreaPx))).toEqual(
        draw(size, expandRuns(small.labels)),
      );
    },
  );

  test('holes are those that SciPy finds to be shut in by one label', () => {
    expect(cleaned((data) => fillHoles(size, data))).toEqual(
      draw(size, expandRuns(expected.holesFilled)),
    );
  });
});

describe('labelPieces of a mask', () => {
  test.each(golden)('numbers $name as SciPy does', ({ size, mask, labels, ...expected }) => {
    const areaPx = numbersOf(expected.areaPx);
    const found = labelPieces(size, Uint16Array.from(expandRuns(mask)));
    expect(draw(size, found.labels)).toEqual(draw(size, expandRuns(labels)));
    expect(found.count).toBe(areaPx.length);
    expect([...found.areaPx]).toEqual([0, ...areaPx]);
  });

  test('corners connect', () => {
    const { size, data } = maskOf(`
      #..#
      .#..
      #..#`);
    const { labels } = labelPieces(size, Uint16Array.from(data));
    expect(draw(size, labels)).toEqual(rows('1..2 .1.. 1..3'.replaceAll(' ', '\n')));
  });

  test('small components are left out before numbers are given', () => {
    const { size, data } = maskOf(`
      #.##
      ....
      ##.#`);
    const found = labelPieces(size, Uint16Array.from(data), 2);
    expect(draw(size, found.labels)).toEqual(
      rows(`
      ..11
      ....
      22..`),
    );
    expect([...found.areaPx]).toEqual([0, 2, 2]);
  });

  test('more components than a labelmap can number is an error that says how many', () => {
    const size = { width: 512, height: 514 };
    const data = new Uint16Array(size.width * size.height);
    for (let y = 0; y < size.height; y += 2) {
      for (let x = 0; x < size.width; x += 2) data[y * size.width + x] = 1;
    }
    const count = 256 * 257;
    expect(() => labelPieces(size, Uint16Array.from(data))).toThrow(
      expect.objectContaining({ name: 'TooManyObjects', values: { count } }),
    );
    expect(labelPieces(size, Uint16Array.from(data), 2).count).toBe(0);
  });
});

test('labelPieces tells apart what one label holds in several places', () => {
  const { size, data } = labelsOf(`
    11.2
    .122
    1..1`);
  expect(draw(size, labelPieces(size, data).labels)).toEqual(
    rows(`
    11.2
    .122
    1..3`),
  );
});

describe('keepLargest', () => {
  test('only the largest piece stays, with its label', () => {
    const { size, data } = labelsOf(`
      11.33
      ...33
      1.33.`);
    keepLargest(size, data);
    expect(draw(size, data)).toEqual(
      rows(`
      ...33
      ...33
      ..33.`),
    );
  });

  test('objects that touch are weighed apart', () => {
    const { size, data } = labelsOf('1112222');
    keepLargest(size, data);
    expect(draw(size, data)).toEqual(['...2222']);
  });

  test('of equal pieces the first stays, and an empty map stays empty', () => {
    const { size, data } = labelsOf('11.22');
    keepLargest(size, data);
    expect(draw(size, data)).toEqual(['11...']);
    const empty = labelsOf('.....');
    keepLargest(empty.size, empty.data);
    expect(draw(empty.size, empty.data)).toEqual(['.....']);
  });
});

test('removeSmall drops pieces below the area and keeps those of exactly that area', () => {
  const { size, data } = labelsOf(`
    11.2.3
    11..33
    ......
    1.22..`);
  removeSmall(size, data, 3);
  expect(draw(size, data)).toEqual(
    rows(`
    11...3
    11..33
    ......
    ......`),
  );
});

describe('fillHoles', () => {
  test.each(golden)('fills $name as SciPy does', ({ size, mask, filled }) => {
    const labels = Uint16Array.from(expandRuns(mask));
    fillHoles(size, labels);
    expect(draw(size, labels)).toEqual(draw(size, expandRuns(filled)));
  });

  test('a hole takes the label around it', () => {
    const { size, data } = labelsOf(`
      555.777
      5.5.7.7
      555.777`);
    fillHoles(size, data);
    expect(draw(size, data)).toEqual(
      rows(`
      555.777
      555.777
      555.777`),
    );
  });

  test('a gap between several objects and a hole with another object in it stay', () => {
    const { size, data } = labelsOf(`
      1122.33333
      1..2.3...3
      1122.3.4.3
      .....3...3
      .....33333`);
    const before = draw(size, data);
    fillHoles(size, data);
    expect(draw(size, data)).toEqual(before);
  });

  test('an object islanded in its own hole does not keep the hole open', () => {
    const { size, data } = labelsOf(`
      33333
      3...3
      3.3.3
      3...3
      33333`);
    fillHoles(size, data);
    expect(data.every((label) => label === 3)).toBe(true);
  });

  test('filling twice changes nothing more', () => {
    const random = randomSequence(5);
    const size = { width: 60, height: 50 };
    const labels = Uint16Array.from({ length: 3000 }, () =>
      random() < 0.7 ? 1 + Math.floor(random() * 2) : 0,
    );
    fillHoles(size, labels);
    const once = labels.slice();
    fillHoles(size, labels);
    expect(labels).toEqual(once);
  });
});
