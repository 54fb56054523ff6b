import { expect, test } from 'vitest';
import { eachRun } from '@/core/labels/runs';
import type { CleanUp } from '@/pixels/protocol';
import { draw, labelsOf, rows } from '@/testing/ascii';
import { cleanUp } from './clean-up';

const BEFORE = `
  1 1 1 . . . . .
  1 . 1 . 2 . . .
  1 1 1 . . . . .
  . . . . . 3 3 .
  . . . . . 3 3 .
`;

const steps: [CleanUp, string][] = [
  [
    { kind: 'keep-largest' },
    `
    1 1 1 . . . . .
    1 . 1 . . . . .
    1 1 1 . . . . .
    . . . . . . . .
    . . . . . . . .`,
  ],
  [
    { kind: 'keep-only', labels: [2, 3] },
    `
    . . . . . . . .
    . . . . 2 . . .
    . . . . . . . .
    . . . . . 3 3 .
    . . . . . 3 3 .`,
  ],
  [
    { kind: 'fill-holes' },
    `
    1 1 1 . . . . .
    1 1 1 . 2 . . .
    1 1 1 . . . . .
    . . . . . 3 3 .
    . . . . . 3 3 .`,
  ],
  [
    { kind: 'remove-small', minAreaPx: 4 },
    `
    1 1 1 . . . . .
    1 . 1 . . . . .
    1 1 1 . . . . .
    . . . . . 3 3 .
    . . . . . 3 3 .`,
  ],
  [
    { kind: 'grow', radiusPx: 1 },
    `
    1 1 1 1 2 . . .
    1 1 1 1 2 2 . .
    1 1 1 1 2 3 3 .
    1 1 1 . 3 3 3 3
    . . . . 3 3 3 3`,
  ],
  [{ kind: 'keep-only', labels: [1, 2, 3] }, BEFORE],
];

test.each(steps)('%j changes what it should, and says nothing of the rest', (step, after) => {
  const { size, data } = labelsOf(BEFORE);
  const changes = cleanUp(size, data, step);
  const cleaned = data.slice();
  let changedPx = 0;
  if (changes) {
    eachRun(changes, (y, start, end, label) => {
      cleaned.fill(label, y * size.width + start, y * size.width + end);
      changedPx += end - start;
    });
  }
  expect(changedPx, 'nothing is said of pixels that stay').toBe(
    cleaned.filter((label, i) => label !== data[i]).length,
  );
  if (step.kind === 'grow') {
    // Pixels at equal distance may go to either: only the covered area and its source are certain.
    expect(
      draw(
        size,
        cleaned.map((label) => Math.min(label, 1)),
      ),
    ).toEqual(rows(after).map((line) => line.replace(/[23]/g, '1')));
  } else {
    expect(draw(size, cleaned)).toEqual(rows(after));
  }
  expect(draw(size, data), 'the labels given in stay').toEqual(rows(BEFORE));
});

test('shrinking and smoothing work on each object alone', () => {
  const { size, data } = labelsOf(`
    1 1 1 1 2 2 2 2
    1 1 1 1 2 2 2 2
    1 1 1 1 2 2 2 2
    1 1 1 1 2 2 2 2
  `);
  const shrunk = cleanUp(size, data, { kind: 'shrink', radiusPx: 1 });
  const cleared: number[][] = [];
  if (shrunk) eachRun(shrunk, (...run) => cleared.push(run));
  expect(cleared).toEqual([0, 1, 2, 3].map((y) => [y, 3, 5, 0]));
  expect(cleanUp(size, data, { kind: 'smooth', radiusPx: 1 })).toBeNull();
});
