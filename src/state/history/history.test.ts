import { afterEach, describe, expect, test } from 'vitest';
import { stampCapsule } from '@/core/grid/brush';
import { applyPatch, diffLabels, type Patch, revertPatch } from '@/core/labels/patch';
import { packedPatchBytes, packPatch, unpackPatch } from '@/io/library/packed-patch';
import { isSame, randomSequence } from '@/testing/ascii';
import {
  addStep,
  canUndo,
  copyTimeline,
  forgetHistory,
  MAX_BYTES,
  MIN_STEPS,
  pushStep,
  restoreTimeline,
  type Step,
  takeRedo,
  takeUndo,
  timelineOf,
} from './history';

afterEach(() => {
  for (const id of ['a', 'b', 'c']) forgetHistory(id);
});

/** The edits layer over nuclei side by side, each a disc with its own label. */
function discs(side: number, radii: (nucleus: number) => number): Uint16Array {
  const edits = new Uint16Array(side * side);
  const perRow = side / 28;
  for (let nucleus = 0; nucleus < perRow * perRow; nucleus++) {
    const at = { x: 28 * (nucleus % perRow) + 14, y: 28 * Math.floor(nucleus / perRow) + 14 };
    stampCapsule({ width: side, height: side }, at, at, radii(nucleus), (y, start, end) => {
      edits.fill(nucleus + 2, y * side + start, y * side + end);
    });
  }
  return edits;
}

test('120 changes of every nucleus of a dense mask are all undone and redone, in a few bytes a pixel', () => {
  const side = 560; // 400 nuclei, as dense as 5,350 at 2048 × 2048
  const size = { width: side, height: side };
  const random = randomSequence(7);
  const edits = new Uint16Array(side * side);
  const states: Uint16Array[] = [edits.slice()];
  for (let k = 0; k < 120; k++) {
    const next = discs(side, () => 9 + 4 * random());
    const patch = diffLabels(size, edits, next) as Patch;
    pushStep('a', { label: 'step.brush', patch: packPatch(patch) });
    edits.set(next);
    states.push(next);
  }
  const patches = timelineOf('a').steps.map((step) => step.patch as NonNullable<Step['patch']>);
  expect(patches).toHaveLength(120);
  const bytes = patches.reduce((sum, patch) => sum + packedPatchBytes(patch), 0);
  expect(bytes / 120 / edits.length).toBeLessThan(0.2);
  for (let k = 119; k >= 0; k--) {
    revertPatch(edits, unpackPatch(takeUndo('a')?.patch as NonNullable<Step['patch']>));
    expect(isSame(edits, states[k] as Uint16Array)).toBe(true);
  }
  expect(takeUndo('a')).toBeUndefined();
  for (let k = 1; k <= 120; k++) {
    applyPatch(edits, unpackPatch(takeRedo('a')?.patch as NonNullable<Step['patch']>));
    expect(isSame(edits, states[k] as Uint16Array)).toBe(true);
  }
});

test('of more steps than two hundred the oldest goes', () => {
  const step = (i: number): Step => ({
    label: 'step.classify',
    patch: null,
    nextLabel: { before: i, after: i + 1 },
  });
  for (let i = 0; i < 205; i++) pushStep('a', step(i));
  const { steps, done } = timelineOf('a');
  expect([steps.length, done, steps[0]]).toEqual([200, 200, step(5)]);
});

describe('when steps take more memory than there is for them', () => {
  const packed = new Uint8Array(MAX_BYTES / 50);
  const rect = { x: 0, y: 0, width: 1, height: 1 };
  const kinds = Uint16Array.of(0, 1);
  const large: Step = {
    label: 'step.brush',
    patch: { rect, kinds, packed, placesBytes: 2, kindOfRunBytes: 1 },
  };
  const push = (imageId: string, count: number): void => {
    for (let k = 0; k < count; k++) pushStep(imageId, large);
  };
  const counts = () => ['a', 'b', 'c'].map((id) => timelineOf(id).done);

  test('the image being edited keeps a hundred, however large', () => {
    push('a', 130);
    expect(counts()).toEqual([MIN_STEPS, 0, 0]);
  });

  test('the image edited longest ago gives its oldest, and keeps its newest', () => {
    push('a', 20);
    push('b', 20);
    pushStep('a', large);
    push('c', 20);
    expect(counts()).toEqual([21, 8, 20]);
    push('c', 40);
    expect(counts()).toEqual([1, 1, 60]);
    expect(canUndo('a') && canUndo('b')).toBe(true);
  });

  test('what is closed, taken back and written over, or restored counts once', () => {
    push('a', 20);
    forgetHistory('a');
    push('a', 20);
    for (let k = 0; k < 10; k++) takeUndo('a');
    pushStep('a', large); // ten are gone for good
    const line = copyTimeline(timelineOf('a'));
    restoreTimeline('a', line);
    restoreTimeline('a', line);
    push('b', 49 - 11);
    expect(counts()).toEqual([11, 38, 0]);
    push('b', 1);
    expect(counts()).toEqual([10, 39, 0]);
  });

  test('a timeline alone keeps every step that it keeps among others', () => {
    const alone = { steps: [], done: 0 };
    push('b', 30);
    for (let k = 0; k < 150; k++) {
      addStep(alone, large);
      pushStep('a', large);
      expect(alone.done).toBeGreaterThanOrEqual(timelineOf('a').done);
    }
  });

  test('tables of classes count too', () => {
    const count = 10_000;
    const after = Object.fromEntries(Array.from({ length: count }, (_, i) => [i + 1, 'tumour']));
    push('a', 49);
    for (let k = 0; k < 30; k++)
      pushStep('b', { label: 'step.classify', patch: null, classes: { before: {}, after } });
    expect(counts()[0]).toBe(48);
  });
});
