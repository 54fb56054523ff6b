import { expect, test } from 'vitest';
import { crop } from '@/core/grid/crop';
import { runsOfLabels } from '@/core/labels/runs';
import type { Size } from '@/core/types';
import { draw, labelsOf, rows } from '@/testing/ascii';
import { cutTerritory, type Territory, territoryOf } from './territory';

/** A mask, and the model's objects at the lowest threshold. */
const MASK = labelsOf(`
  . . . . . . . .
  . 1 1 . . 2 2 .
  . 1 1 . . 2 2 .
  . . . . . . . .
`);
const WIDEST = labelsOf(`
  1 1 1 1 2 2 2 2
  1 1 1 1 2 2 2 2
  1 1 1 1 2 2 2 2
  . . . . . . . .
`);

function territory(
  chosen: readonly number[],
  reviewed = MASK.data,
  owners: Uint16Array | null = null,
): Territory {
  const own = { size: MASK.size, reviewed, owners };
  const found = territoryOf(own, runsOfLabels(WIDEST.size, WIDEST.data), chosen);
  if (!found) throw new Error('no territory');
  return found;
}

const drawn = ({ rect, labels }: Territory): string[] => draw(rect, labels);

test('an object has what it is and what a threshold can still give it', () => {
  expect(territory([1]).rect).toEqual({ x: 0, y: 0, width: 4, height: 3 });
  expect(drawn(territory([2]))).toEqual(
    rows(`
      2 2 2 2
      2 2 2 2
      2 2 2 2
    `),
  );
});

test('of a model object that two share, the one with most of it has what is still to come', () => {
  const painted = MASK.data.map((label, i) => (i === 8 + 5 ? 1 : label));
  expect(drawn(territory([1], painted))).toEqual(
    rows(`
      1 1 1 1 . .
      1 1 1 1 . 1
      1 1 1 1 . .
    `),
  );
  expect(drawn(territory([2], painted))[1]).toBe('2.22');
});

test('what was given away belongs to its new owner, and what was deleted to nobody', () => {
  const owners = Uint16Array.from(WIDEST.data, (own, i) => (own === 1 ? 3 : i % 8 === 7 ? 1 : 0));
  const merged = MASK.data.map((label) => (label === 1 ? 2 : label));
  expect(drawn(territory([2], merged, owners))).toEqual(
    rows(`
      2 2 2 2 2 2 2
      2 2 2 2 2 2 2
      2 2 2 2 2 2 2
    `),
  );
});

test('where the lowest threshold is not known an object has what it is', () => {
  const own = { size: MASK.size, reviewed: MASK.data, owners: null };
  expect(territoryOf(own, null, [1])?.rect).toEqual({ x: 1, y: 1, width: 2, height: 2 });
  expect(territoryOf(own, null, [7])).toBeNull();
});

test('each piece of a cut object gets what lies on its side, and the largest keeps the label', () => {
  const size: Size = { width: 7, height: 4 };
  const whole = { x: 0, y: 0, ...size };
  const labels = new Uint16Array(28).fill(1, 0, 21);
  const cut = labelsOf(`
    . . . . . . .
    . 1 1 . 1 . .
    . . . . . . .
    . . . . . . .
  `).data;
  const sure = labelsOf(`
    1 1 1 1 1 1 1
    1 9 9 5 9 2 1
    1 1 1 1 1 1 1
    . . . . . . .
  `);
  const owners = cutTerritory({ rect: whole, labels }, cut, Uint8Array.from(sure.data), () => 8);
  const sides = draw(size, owners);
  for (const row of sides.slice(0, 3)) expect(row).toMatch(/^111[18]888$/);
  expect(sides[3]).toBe('.......');
});

test('a line that does not reach through leaves one object', () => {
  const { rect, labels } = territory([1]);
  const cut = crop(MASK.data, MASK.size.width, rect);
  cut[5] = 0;
  const owners = cutTerritory({ rect, labels }, cut, new Uint8Array(12), () => 8);
  expect(new Set(owners)).toEqual(new Set([1]));
});
