import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { draw, expandRuns, labelsOf, randomSequence, rows } from './ascii';
import { close, dilate, erode, growLabels, open, shrinkLabels, smoothLabels } from './morphology';
import type { Size } from './types';

interface Golden {
  readonly name: string;
  readonly size: Size;
  readonly radiusPx: number;
  readonly mask: string;
  readonly dilated: string;
  readonly eroded: string;
  readonly opened: string;
  readonly closed: string;
}

const golden: Golden[] = JSON.parse(
  readFileSync(new URL('./golden/morphology.json', import.meta.url), 'utf8'),
);

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

  test('mask operations equal scikit-image', () => {
    const shown = (runs: string) => draw(size, expandRuns(runs));
    expect(draw(size, dilate(size, data, radiusPx))).toEqual(shown(expected.dilated));
    expect(draw(size, erode(size, data, radiusPx))).toEqual(shown(expected.eroded));
    expect(draw(size, open(size, data, radiusPx))).toEqual(shown(expected.opened));
    expect(draw(size, close(size, data, radiusPx))).toEqual(shown(expected.closed));
  });

  test('a lone object grows and shrinks as its mask does', () => {
    const labels = Uint16Array.from(data, (v) => v * 9);
    const nines = (runs: string) => expandRuns(runs).map((v) => v * 9);
    expect([...growLabels(size, labels, radiusPx)]).toEqual(nines(expected.dilated));
    expect([...shrinkLabels(size, labels, radiusPx)]).toEqual(nines(expected.eroded));
  });
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

  test('smoothing a lone object is closing, then opening', () => {
    for (const { size: own, mask, radiusPx } of golden) {
      const data = Uint8Array.from(expandRuns(mask));
      const expected = open(own, close(own, data, radiusPx), radiusPx);
      const smooth = smoothLabels(own, Uint16Array.from(data), radiusPx);
      expect(draw(own, smooth)).toEqual(draw(own, expected));
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
