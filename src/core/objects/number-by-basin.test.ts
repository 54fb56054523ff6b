import { expect, test } from 'vitest';
import { labelsOfRuns } from '@/core/labels/runs';
import { draw, labelsOf, rows } from '@/testing/ascii';
import { deriveObjects } from './derive-objects';
import { growBasins } from './watershed';

/** Three blobs: a faint one first, then two sure ones that a faint bridge joins. */
const { size, data } = labelsOf(`
  3 3 . . . . . . . . .
  . . . . . . . . . . .
  . . . 9 9 4 8 8 8 . .
  . . . 9 9 4 8 8 8 . .
`);
const probability = Uint8Array.from(data, (value) => value * 28);
const basins = growBasins(size, probability, new Uint8Array(probability.length));

function piecesAt(threshold: number): string[] {
  const settings = {
    threshold,
    objects: 'components',
    keepLargest: false,
    fillHoles: false,
    minAreaPx: 0,
  } as const;
  return draw(size, labelsOfRuns(size, deriveObjects(size, probability, basins, settings).runs));
}

test('a connected part keeps its number while a threshold lets others in and out, or joins two', () => {
  expect(piecesAt(0.5)).toEqual(
    rows(`
      . . . . . . . . . . .
      . . . . . . . . . . .
      . . . 1 1 . 2 2 2 . .
      . . . 1 1 . 2 2 2 . .
    `),
  );
  expect(piecesAt(0.3)).toEqual(
    rows(`
      3 3 . . . . . . . . .
      . . . . . . . . . . .
      . . . 1 1 1 1 1 1 . .
      . . . 1 1 1 1 1 1 . .
    `),
  );
  expect(piecesAt(0.92)).toEqual(
    rows(`
      . . . . . . . . . . .
      . . . . . . . . . . .
      . . . 1 1 . . . . . .
      . . . 1 1 . . . . . .
    `),
  );
});

test('a part that breaks in two makes one new number', () => {
  const line = labelsOf('9 9 9 6 9 9 . 9');
  const broken = Uint8Array.from(line.data, (value) => value * 28);
  const own = growBasins(line.size, broken, new Uint8Array(broken.length));
  const settings = {
    threshold: 0.8,
    objects: 'components',
    keepLargest: false,
    fillHoles: false,
    minAreaPx: 0,
  } as const;
  const { runs } = deriveObjects(line.size, broken, own, settings);
  expect(Array.from(labelsOfRuns(line.size, runs))).toEqual([1, 1, 1, 0, 3, 3, 0, 2]);
});
