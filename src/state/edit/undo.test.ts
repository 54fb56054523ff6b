import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { setRadius } from '@/state/store/store';
import {
  HEIGHT,
  entryOfNuclei as image,
  LABELS,
  openNuclei,
  arraysOfNuclei as own,
  WIDTH,
} from '@/testing/nuclei';
import { startStroke } from './brush';
import { applyLasso } from './lasso';
import { backToAi } from './replace';
import { splitAlong } from './split';
import { redo, undo } from './undo';

beforeEach(openNuclei);

const coordinate = fc
  .tuple(
    fc.double({ min: -3, max: WIDTH + 3, noNaN: true }),
    fc.double({ min: -3, max: HEIGHT + 3, noNaN: true }),
  )
  .map(([x, y]) => ({ x, y }));
const line = fc.array(coordinate, { minLength: 2, maxLength: 6 });

const deed = fc.oneof(
  fc.record({
    kind: fc.constant('stroke'),
    line,
    erases: fc.boolean(),
    radiusPx: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({ kind: fc.constant('lasso'), line, erases: fc.boolean() }),
  fc.record({ kind: fc.constant('split'), line }),
  fc.record({ kind: fc.constant('cancelled'), line }),
  fc.record({ kind: fc.constant('back') }),
);

type Deed = {
  kind: string;
  line?: { x: number; y: number }[];
  erases?: boolean;
  radiusPx?: number;
};

async function perform({ kind, line = [], erases = false, radiusPx = 2 }: Deed): Promise<void> {
  const [first, ...rest] = line;
  if (kind === 'back') backToAi('a');
  else if (kind === 'lasso') applyLasso(line, erases);
  else if (kind === 'split') await splitAlong(line);
  else if (first) {
    setRadius(radiusPx);
    const stroke = startStroke(first, erases);
    for (const at of rest) stroke?.moveTo(at);
    if (kind === 'cancelled') stroke?.cancel();
    else stroke?.finish();
  }
}

test('any sequence of edits, undone, restores the labelmap bit for bit, and redone, comes back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 12 }), async (deeds) => {
      openNuclei();
      for (const one of deeds) await perform(one as Deed);
      const edited = Array.from(own().reviewed);
      while (image()?.canUndo) undo();
      expect(Array.from(own().reviewed)).toEqual(LABELS);
      if (own().edits) expect(own().edits?.every((edit) => edit === 0)).toBe(true);
      while (image()?.canRedo) redo();
      expect(Array.from(own().reviewed)).toEqual(edited);
    }),
    { numRuns: 150 },
  );
});

test('a cancelled stroke leaves no step and no pixel behind', () => {
  const stroke = startStroke({ x: 6, y: 8 }, true);
  stroke?.moveTo({ x: 20, y: 9 });
  expect(Array.from(own().reviewed)).not.toEqual(LABELS);
  stroke?.cancel();
  expect(Array.from(own().reviewed)).toEqual(LABELS);
  expect(image()?.canUndo).toBe(false);
});
