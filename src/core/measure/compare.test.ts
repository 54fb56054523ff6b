import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Size } from '@/core/types';
import { expandRuns, labelsOf } from '@/testing/ascii';
import { compareMasks } from './compare';

interface Golden {
  readonly name: string;
  readonly size: Size;
  readonly a: string;
  readonly b: string;
  readonly dice: number;
  readonly iou: number;
  readonly changedPx: number;
  readonly hd95Px: number;
}

const golden: Golden[] = JSON.parse(
  readFileSync(new URL('../golden/compare.json', import.meta.url), 'utf8'),
);

test.each(golden)('$name: overlap and border distance as SciPy', ({ size, a, b, ...expected }) => {
  const maskA = Uint8Array.from(expandRuns(a));
  const maskB = Uint8Array.from(expandRuns(b));
  for (const [first, second] of [
    [maskA, maskB],
    [maskB, maskA],
  ] as const) {
    const comparison = compareMasks(size, first, second);
    expect(comparison.dice).toBeCloseTo(expected.dice, 12);
    expect(comparison.iou).toBeCloseTo(expected.iou, 12);
    expect(comparison.changedPx).toBe(expected.changedPx);
    expect(comparison.hd95Px).toBeCloseTo(expected.hd95Px, 9);
  }
});

test('which object a pixel belongs to does not matter', () => {
  const one = labelsOf('.1122.');
  const other = labelsOf('.5533.');
  expect(compareMasks(one.size, one.data, other.data)).toEqual({
    dice: 1,
    iou: 1,
    changedPx: 0,
    hd95Px: 0,
  });
});

test('two empty masks agree; one empty mask is infinitely far', () => {
  const size = { width: 3, height: 1 };
  const empty = new Uint16Array(3);
  expect(compareMasks(size, empty, empty)).toEqual({ dice: 1, iou: 1, changedPx: 0, hd95Px: 0 });
  expect(compareMasks(size, empty, Uint16Array.of(0, 4, 4))).toEqual({
    dice: 0,
    iou: 0,
    changedPx: 2,
    hd95Px: Infinity,
  });
});
