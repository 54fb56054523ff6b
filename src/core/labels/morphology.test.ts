import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Size } from '@/core/types';
import { draw, expandRuns, labelsOf, randomSequence, rows } from '@/testing/ascii';
import { growLabels, shrinkLabels, smoothLabels } from './morphology';

interface Golden {
  readonly name: string;
  readonly size: Size;
  readonly radiusPx: number;
  readonly mask: string;
  readonly dilated: string;
  readonly eroded: string;
  readonly closed: string;
}

const golden: Golden[] = JSON.parse(
  readFileSync(new URL('../golden/morphology.json', import.meta.url), 'utf8'),
);

interface GoldenDiscs {
  readonly name: string;
  readonly size: Size;
  readonly labels: string;
  readonly discs: readonly {
    readonly radiusPx: number;
    readonly shrunk: string;
    /** −1 where it depends on who wins a pixel at equal distance. */
    readonly grown: string;
    readonly smoothed: string;
  }[];
}

const goldenDiscs: GoldenDiscs[] = JSON.parse(
  readFileSync(new URL('../golden/clean-up.json', import.meta.url), 'utf8'),
);

/** Whether a pixel that `has` says yes to lies at most `radiusPx` from each pixel, by looking at all. */
function near(size: Size, radiusPx: number, has: (x: number, y: number) => boolean): Uint8Array {
  const reach = Math.floor(radiusPx);
  return Uint8Array.from({ length: size.width * size.height }, (_, i) => {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const isInDisc = dx * dx + dy * dy <= radiusPx * radiusPx;
        if (isInDisc && has((i % size.width) + dx, Math.floor(i / size.width) + dy)) return 1;
      }
    }
    return 0;
  });
}

function dilate(size: Size, mask: Uint8Array, radiusPx: number): Uint8Array {
  return near(size, radiusPx, (x, y) => x >= 0 && x < size.width && mask[y * size.width + x] === 1);
}

/** What lies outside the image takes nothing. */
function erode(size: Size, mask: Uint8Array, radiusPx: number): Uint8Array {
  const isClear = (x: number, y: number) =>
    x >= 0 && x < size.width && mask[y * size.width + x] === 0;
  return near(size, radiusPx, isClear).map((value) => 1 - value);
}

/** Discs with labels 1…, later ones over earlier ones. */
function discs(seed: number, size: Size, count: number): Uint16Array {
  const random = randomSequence(seed);
  const labels = new Uint16Array(size.width * size.height);
  for (let label = 1; label <= count; label++) {
    const cx = random() * size.width;
    const cy = random() * size.height;
    const radius = 2 + random() * 6;
    for (let i = 0; i < labels.length; i++) {
      const dx = (i % size.width) + 0.5 - cx;
      const dy = Math.floor(i / size.width) + 0.5 - cy;
      if (Math.hypot(dx, dy) < radius) labels[i] = label;
    }
  }
  return labels;
}

describe.each(golden)('$name', ({ size, radiusPx, mask, ...expected }) => {
  const data = Uint8Array.from(expandRuns(mask));

  test('a lone object grows and shrinks as scikit-image dilates and erodes', () => {
    const labels = Uint16Array.from(data, (v) => v * 9);
    const nines = (runs: string) => expandRuns(runs).map((v) => v * 9);
    expect([...growLabels(size, labels, radiusPx)]).toEqual(nines(expected.dilated));
    expect([...shrinkLabels(size, labels, radiusPx)]).toEqual(nines(expected.eroded));
  });
});

describe.each(goldenDiscs)('all objects of $name', ({ size, labels, discs: expected }) => {
  const data = Uint16Array.from(expandRuns(labels));

  describe.each(expected)('by $radiusPx pixels', ({ radiusPx, grown, shrunk, smoothed }) => {
    /** Both pictures without the pixels that equal distances decide. */
    const certain = (found: Uint16Array, runs: string): [string[], string[]] => {
      const wanted = expandRuns(runs);
      const isTie = (i: number): boolean => wanted[i] === -1;
      return [
        draw(
          size,
          found.map((label, i) => (isTie(i) ? 0 : label)),
        ),
        draw(
          size,
          wanted.map((label) => Math.max(0, label)),
        ),
      ];
    };

    test('grow to the nearest, by the distances that SciPy measures', () => {
      const own = growLabels(size, data, radiusPx);
      const [found, wanted] = certain(own, grown);
      expect(found).toEqual(wanted);
      expandRuns(grown).forEach((label, i) => {
        if (label === -1) expect(own[i]).toBeGreaterThan(0);
      });
    });

    test('shrink as scikit-image erodes each alone', () => {
      const found = shrinkLabels(size, data, radiusPx);
      expect(draw(size, found)).toEqual(draw(size, expandRuns(shrunk)));
    });

    test('are smoothed as SciPy and scikit-image close and open them', () => {
      const [found, wanted] = certain(smoothLabels(size, data, radiusPx), smoothed);
      expect(found).toEqual(wanted);
    });
  });
});

test('equal distances leave most of what is grown and smoothed certain', () => {
  let ties = 0;
  let total = 0;
  for (const { grown, smoothed } of goldenDiscs.flatMap(({ discs }) => discs))
    for (const value of [...expandRuns(grown), ...expandRuns(smoothed)]) {
      total++;
      if (value === -1) ties++;
    }
  expect(ties / total).toBeLessThan(0.1);
});

describe('objects among others', () => {
  const size = { width: 48, height: 40 };
  const labels = discs(6, size, 20);

  test('growing overwrites nobody and meets midway', () => {
    const { size: line, data } = labelsOf('11.......22..3');
    expect(draw(line, growLabels(line, data, 3))).toEqual(['11111.22222233']);
    const grown = growLabels(size, labels, 4);
    labels.forEach((label, i) => {
      if (label !== 0) expect(grown[i]).toBe(label);
    });
  });

  test('shrinking equals eroding each object alone', () => {
    const shrunk = shrinkLabels(size, labels, 2);
    for (const label of new Set(labels)) {
      if (label === 0) continue;
      const alone = erode(
        size,
        Uint8Array.from(labels, (v) => (v === label ? 1 : 0)),
        2,
      );
      expect(Array.from(shrunk, (v) => (v === label ? 1 : 0))).toEqual([...alone]);
    }
  });

  test('smoothing takes no pixel from a neighbour and lets no object vanish', () => {
    const smooth = smoothLabels(size, labels, 2.5);
    expect(new Set(smooth)).toEqual(new Set(labels));
    smooth.forEach((label, i) => {
      if (labels[i] !== 0 && label !== 0) expect(label).toBe(labels[i]);
    });
  });

  test('smoothing a lone object is closing as scikit-image does, then opening', () => {
    for (const { size: own, mask, closed, radiusPx } of golden) {
      const opened = dilate(
        own,
        erode(own, Uint8Array.from(expandRuns(closed)), radiusPx),
        radiusPx,
      );
      const smooth = smoothLabels(own, Uint16Array.from(expandRuns(mask)), radiusPx);
      expect(draw(own, smooth)).toEqual(draw(own, opened));
    }
  });

  test('smoothing drops a spur, fills a notch and keeps the gap between two objects', () => {
    const scene = labelsOf(`
      .....1..............
      .....1..............
      1111111111.222222222
      1111111111.222222222
      1111111111.2222.2222
      1111111111.222222222
      1111111111.2222.2222
      1111111111.2222.2222
      ....................
      ....................`);
    expect(draw(scene.size, smoothLabels(scene.size, scene.data, 1.5))).toEqual(
      rows(`
      ....................
      ....................
      1111111111.222222222
      1111111111.222222222
      1111111111.222222222
      1111111111.222222222
      1111111111.222222222
      1111111111.222222222
      ....................
      ....................`),
    );
  });

  test('an object thinner than the disc keeps its pixels', () => {
    const { size: line, data } = labelsOf(`
      .......
      .55555.
      .......`);
    expect(draw(line, smoothLabels(line, data, 3))).toEqual(draw(line, data));
  });
});
