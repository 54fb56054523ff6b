import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crop } from '@/core/grid/crop';
import { applyPatch, diffLabels, type Patch, revertPatch } from './patch';
import { applyPatchIn, revertPatchIn } from './patch-part';

const SIZE = { width: 7, height: 5 };
const labels = fc
  .array(fc.integer({ min: 0, max: 3 }), { minLength: 35, maxLength: 35 })
  .map((values) => Uint16Array.from(values));
const rect = fc
  .tuple(fc.nat(6), fc.nat(4), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5 }))
  .map(([x, y, width, height]) => ({
    x,
    y,
    width: Math.min(width, 7 - x),
    height: Math.min(height, 5 - y),
  }));

test('a change made or taken back in a rectangle is the same as in the whole image', () => {
  fc.assert(
    fc.property(labels, labels, labels, rect, (before, after, other, where) => {
      const patch = diffLabels(SIZE, before, after);
      fc.pre(patch !== null);
      for (const [whole, part] of [
        [applyPatch, applyPatchIn],
        [revertPatch, revertPatchIn],
      ] as const) {
        // On other labels than the patch is of, so that pixels that it leaves alone show.
        const image = other.slice();
        const cut = crop(other, SIZE.width, where);
        whole(image, patch as Patch);
        part(cut, where, SIZE, patch as Patch);
        expect([...cut]).toEqual([...crop(image, SIZE.width, where)]);
      }
    }),
  );
});

test('a run that goes on over the end of rows is cut at the sides of the rectangle', () => {
  const before = new Uint16Array(35);
  const after = before.slice().fill(2, 5, 24);
  const part = new Uint16Array(2 * 3);
  const patch = diffLabels(SIZE, before, after) as Patch;
  applyPatchIn(part, { x: 2, y: 1, width: 2, height: 3 }, SIZE, patch);
  expect([...part]).toEqual([2, 2, 2, 2, 2, 0]);
});
