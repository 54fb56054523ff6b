import { describe, expect, test } from 'vitest';
import { isSame, labelsOf, randomSequence } from '@/testing/ascii';
import { cocoCounts, decodeRuns, encodeRuns } from './rle';

describe('runs of a rectangle', () => {
  test('are value and length, across the ends of rows', () => {
    const { size, data } = labelsOf(`
      .....
      .1122
      .2255
      .....`);
    const rect = { x: 1, y: 1, width: 4, height: 2 };
    expect([...encodeRuns(size, data, rect)]).toEqual([1, 2, 2, 4, 5, 2]);
  });

  test('come back exactly, and nothing outside the rectangle is touched', () => {
    const random = randomSequence(8);
    const size = { width: 40, height: 30 };
    for (let round = 0; round < 50; round++) {
      const bias = random();
      const labels = Uint16Array.from({ length: 1200 }, () =>
        random() < bias ? 7 : Math.floor(random() * 65536),
      );
      const x = Math.floor(random() * 40);
      const y = Math.floor(random() * 30);
      const width = 1 + Math.floor(random() * (40 - x));
      const height = 1 + Math.floor(random() * (30 - y));
      const rect = { x, y, width, height };
      const runs = encodeRuns(size, labels, rect);
      const copy = labels.slice();
      for (let v = y; v < y + height; v++) copy.fill(1234, v * 40 + x, v * 40 + x + width);
      decodeRuns(size, copy, rect, runs);
      expect(isSame(copy, labels)).toBe(true);
    }
  });

  test('longer than a 16-bit length come back too', () => {
    const size = { width: 700, height: 400 };
    const labels = new Uint16Array(280_000).fill(3);
    labels[279_999] = 65535;
    const rect = { x: 0, y: 0, ...size };
    const runs = encodeRuns(size, labels, rect);
    expect(runs.length).toBe(12);
    const copy = new Uint16Array(280_000);
    decodeRuns(size, copy, rect, runs);
    expect(isSame(copy, labels)).toBe(true);
  });

  test('of another area than the rectangle are refused before anything is written', () => {
    const labels = new Uint16Array(6);
    const rect = { x: 0, y: 0, width: 3, height: 2 };
    const decode = () => decodeRuns({ width: 3, height: 2 }, labels, rect, Uint16Array.of(1, 5));
    expect(decode).toThrow(RangeError);
    expect([...labels]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('COCO run lengths', () => {
  test('go down the columns, background first', () => {
    const { size, data } = labelsOf(`
      .11
      .1.
      ..2`);
    expect(cocoCounts(size, data, 1, { x: 1, y: 0, width: 2, height: 2 })).toEqual([3, 2, 1, 1, 2]);
    expect(cocoCounts(size, data, 2, { x: 2, y: 2, width: 1, height: 1 })).toEqual([8, 1]);
  });

  test('begin with 0 for an object in the first pixel, and run on from column to column', () => {
    const { size, data } = labelsOf(`
      11
      11`);
    expect(cocoCounts(size, data, 1, { x: 0, y: 0, width: 2, height: 2 })).toEqual([0, 4]);
  });

  test('do not depend on how large the bounds are, and expand to the mask', () => {
    const random = randomSequence(2);
    const size = { width: 13, height: 11 };
    for (let round = 0; round < 30; round++) {
      const labels = new Uint16Array(143);
      for (let y = 2; y < 9; y++) {
        for (let x = 3; x < 10; x++) labels[y * 13 + x] = random() < 0.7 ? 4 : 0;
      }
      const counts = cocoCounts(size, labels, 4, { x: 3, y: 2, width: 7, height: 7 });
      expect(cocoCounts(size, labels, 4, { x: 0, y: 0, ...size })).toEqual(counts);
      const columns = counts.flatMap((n, k) => new Array<number>(n).fill(k % 2));
      const expanded = Array.from(
        { length: 143 },
        (_, i) => columns[(i % 13) * 11 + Math.floor(i / 13)],
      );
      expect(expanded).toEqual(Array.from(labels, (v) => (v === 4 ? 1 : 0)));
    }
  });
});
