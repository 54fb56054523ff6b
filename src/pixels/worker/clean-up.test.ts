import { expect, test } from 'vitest';
import { draw, labelsOf, rows } from '@/core/ascii';
import type { CleanUp } from '@/pixels/protocol';
import { changedRect, cleanUp } from './clean-up';

const BEFORE = `
  1 1 1 . . . . .
  1 . 1 . 2 . . .
  1 1 1 . . . . .
  . . . . . 3 3 .
  . . . . . 3 3 .
`;

const steps: [CleanUp, string, object | null][] = [
  [
    { kind: 'keep-largest' },
    `
    1 1 1 . . . . .
    1 . 1 . . . . .
    1 1 1 . . . . .
    . . . . . . . .
    . . . . . . . .`,
    { x: 4, y: 1, width: 3, height: 4 },
  ],
  [
    { kind: 'keep-only', labels: [2, 3] },
    `
    . . . . . . . .
    . . . . 2 . . .
    . . . . . . . .
    . . . . . 3 3 .
    . . . . . 3 3 .`,
    { x: 0, y: 0, width: 3, height: 3 },
  ],
  [
    { kind: 'fill-holes' },
    `
    1 1 1 . . . . .
    1 1 1 . 2 . . .
    1 1 1 . . . . .
    . . . . . 3 3 .
    . . . . . 3 3 .`,
    { x: 1, y: 1, width: 1, height: 1 },
  ],
  [
    { kind: 'remove-small', minAreaPx: 4 },
    `
    1 1 1 . . . . .
    1 . 1 . . . . .
    1 1 1 . . . . .
    . . . . . 3 3 .
    . . . . . 3 3 .`,
    { x: 4, y: 1, width: 1, height: 1 },
  ],
  [
    { kind: 'grow', radiusPx: 1 },
    `
    1 1 1 1 2 . . .
    1 1 1 1 2 2 . .
    1 1 1 1 2 3 3 .
    1 1 1 . 3 3 3 3
    . . . . 3 3 3 3`,
    { x: 0, y: 0, width: 8, height: 5 },
  ],
  [{ kind: 'keep-only', labels: [1, 2, 3] }, BEFORE, null],
];

test.each(steps)('%j changes what it should, and tells where', (step, after, changed) => {
  const { size, data } = labelsOf(BEFORE);
  const cleaned = cleanUp(size, data, step);
  if (step.kind === 'grow') {
    // Pixels at equal distance may go to either: only the covered area and its source are certain.
    expect(
      draw(
        size,
        cleaned.labels.map((label) => Math.min(label, 1)),
      ),
    ).toEqual(rows(after).map((line) => line.replace(/[23]/g, '1')));
  } else {
    expect(draw(size, cleaned.labels)).toEqual(rows(after));
    expect(cleaned.changed).toEqual(changed);
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
  const { labels } = cleanUp(size, data, { kind: 'shrink', radiusPx: 1 });
  expect(draw(size, labels)).toEqual(
    rows(`
      1 1 1 . . 2 2 2
      1 1 1 . . 2 2 2
      1 1 1 . . 2 2 2
      1 1 1 . . 2 2 2
    `),
  );
  expect(cleanUp(size, data, { kind: 'smooth', radiusPx: 1 }).changed).toBeNull();
});

test('the changed rectangle is the smallest that holds every difference', () => {
  const size = { width: 5, height: 4 };
  const before = new Uint16Array(20);
  const after = before.slice();
  after[1 * 5 + 3] = 1;
  after[2 * 5 + 1] = 2;
  expect(changedRect(size, before, after)).toEqual({ x: 1, y: 1, width: 3, height: 2 });
  expect(changedRect(size, before, before)).toBeNull();
});
