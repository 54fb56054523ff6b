import { expect, test } from 'vitest';
import type { DeriveSettings } from '@/pixels/protocol';
import { draw, labelsOf, rows } from '@/testing/ascii';
import { asObjects } from './as-objects';

const MASK = `
  # # . . .
  # . # . .
  . . . . #
`;
const LABELS = `
  7 7 . . 7
  7 . 3 . .
  . . . . 3
`;

test.each<[string, DeriveSettings['objects'], string, string]>([
  [
    'each piece of a mask is an object of its own, corners joined',
    'instances',
    MASK,
    `
    1 1 . . .
    1 . 1 . .
    . . . . 2`,
  ],
  [
    'of several labels each stays one object, also in pieces',
    'components',
    LABELS,
    `
    7 7 . . 7
    7 . 3 . .
    . . . . 3`,
  ],
  [
    'a region is one, whatever it was made of',
    'region',
    LABELS,
    `
    1 1 . . 1
    1 . 1 . .
    . . . . 1`,
  ],
])('%s', (_, objects, before, after) => {
  const { size, data } = labelsOf(before);
  expect(draw(size, asObjects(size, data, objects))).toEqual(rows(after));
});
