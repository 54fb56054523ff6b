import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { runsOfLabels } from '@/core/labels/runs';
import { MAX_BASIN_LABEL } from '@/core/types';
import { forgetHistory } from '@/state/history/history';
import { unfinishedOf } from '@/state/history/unfinished';
import { countReviewed } from '@/state/image/counts';
import { arraysOf, replaceAi } from '@/state/image/layers';
import { provideServices } from '@/state/store/services';
import { useStore } from '@/state/store/store';
import { readyImage } from '@/testing/image';
import { applyLasso, splitAlong } from './area';
import { startStroke } from './brush';
import { classifySelected } from './objects';
import { backToAi, redo, replaceLabels, startEdit, undo } from './open-edit';

const WIDTH = 24;
const HEIGHT = 18;
/** Two nuclei, one touching the border. */
const SIZE = { width: WIDTH, height: HEIGHT };
const LABELS = Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
  const x = i % WIDTH;
  const y = Math.floor(i / WIDTH);
  if (Math.hypot(x - 6, y - 8) < 4) return 1;
  return Math.hypot(x - 20, y - 9) < 5 ? 2 : 0;
});

const own = () => {
  const arrays = arraysOf('a');
  if (!arrays) throw new Error('the test image has no arrays');
  return arrays;
};
const image = () => useStore.getState().images[0];

beforeEach(() => {
  // No threshold makes these nuclei larger.
  const derive = async () => ({ runs: runsOfLabels(SIZE, Uint16Array.from(LABELS)) });
  const services = { pixels: { derive }, engine: {} };
  provideServices(services as unknown as Parameters<typeof provideServices>[0]);
  forgetHistory('a');
  readyImage('a', WIDTH, LABELS);
});

const coordinate = fc
  .tuple(
    fc.double({ min: -3, max: WIDTH + 3, noNaN: true }),
    fc.double({ min: -3, max: HEIGHT + 3, noNaN: true }),
  )
  .map(([x, y]) => ({ x, y }));
const line = fc.array(coordinate, { minLength: 2, maxLength: 6 });

const gesture = fc.oneof(
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

type Gesture = {
  kind: string;
  line?: { x: number; y: number }[];
  erases?: boolean;
  radiusPx?: number;
};

async function perform({ kind, line = [], erases = false, radiusPx = 2 }: Gesture): Promise<void> {
  const [first, ...rest] = line;
  if (kind === 'back') backToAi('a');
  else if (kind === 'lasso') applyLasso(line, erases);
  else if (kind === 'split') await splitAlong(line);
  else if (first) {
    useStore.getState().setRadius(radiusPx);
    const stroke = startStroke(first, erases);
    for (const at of rest) stroke?.moveTo(at);
    if (kind === 'cancelled') stroke?.cancel();
    else stroke?.finish();
  }
}

describe('undo and redo', () => {
  test('any sequence of edits, undone, restores the labelmap bit for bit, and redone, comes back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(gesture, { maxLength: 12 }), async (gestures) => {
        forgetHistory('a');
        readyImage('a', WIDTH, LABELS);
        for (const one of gestures) await perform(one as Gesture);
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

  test('back to the AI mask is one step, and undone it brings the edits back', async () => {
    await perform({ kind: 'stroke', line: [{ x: 6, y: 8 }], erases: true });
    await perform({ kind: 'stroke', line: [{ x: 12, y: 3 }] });
    const edited = Array.from(own().reviewed);
    backToAi('a');
    expect(Array.from(own().reviewed)).toEqual(LABELS);
    undo();
    expect(Array.from(own().reviewed)).toEqual(edited);
  });

  test('the AI labels themselves are never written to', async () => {
    await perform({
      kind: 'stroke',
      line: [
        { x: 6, y: 8 },
        { x: 20, y: 9 },
      ],
      erases: true,
    });
    expect(Array.from(own().ai)).toEqual(LABELS);
  });
});

describe('edits and a new threshold', () => {
  test('hand-made decisions stay on top of new AI labels', async () => {
    const at = 8 * WIDTH + 6;
    const edit = startEdit('a', 'step.erase');
    edit.willChange({ x: 6, y: 8, width: 1, height: 1 });
    edit.writeRow(8, 6, 7, 0);
    edit.finish();
    replaceAi(
      'a',
      runsOfLabels(
        SIZE,
        Uint16Array.from(LABELS, () => 1),
      ),
    );
    expect(own().reviewed[at]).toBe(0);
    expect(own().reviewed[at + 1]).toBe(1);
    undo();
    expect(own().reviewed[at]).toBe(1);
  });

  test('what a brush, lasso or eraser went over stays as decided, also where the AI agreed at the time', async () => {
    useStore.getState().setRadius(1.5);
    startStroke({ x: 6.5, y: 8.5 }, false)?.finish();
    startStroke({ x: 12.5, y: 2.5 }, true)?.finish();
    applyLasso(
      [
        { x: 18, y: 7 },
        { x: 22, y: 7 },
        { x: 22, y: 11 },
        { x: 18, y: 11 },
      ],
      false,
    );
    expect(Array.from(own().reviewed)).toEqual(LABELS);
    replaceAi('a', runsOfLabels(SIZE, new Uint16Array(LABELS.length)));
    expect(own().reviewed[8 * WIDTH + 6]).toBe(1);
    expect(own().reviewed[8 * WIDTH + 3]).toBe(0);
    expect(own().reviewed[9 * WIDTH + 20]).toBe(2);
    expect(own().reviewed[9 * WIDTH + 23]).toBe(0);
    replaceAi('a', runsOfLabels(SIZE, new Uint16Array(LABELS.length).fill(1)));
    expect(own().reviewed[2 * WIDTH + 12]).toBe(0);
    backToAi('a');
    expect(own().reviewed.every((label) => label === 1)).toBe(true);
    undo();
    expect(own().reviewed[2 * WIDTH + 12]).toBe(0);
  });

  test('only pixels unlike the AI count as edited, and all that a person went over as decided', async () => {
    useStore.getState().setRadius(0.5);
    startStroke({ x: 6.5, y: 8.5 }, false)?.finish();
    startStroke({ x: 20.5, y: 9.5 }, true)?.finish();
    await countReviewed('a');
    expect(image()).toMatchObject({ editedPx: 1, decidedPx: 2 });
    backToAi('a');
    await countReviewed('a');
    expect(image()).toMatchObject({ editedPx: 0, decidedPx: 0 });
  });

  test('making pixels what they are already leaves them untouched', () => {
    replaceLabels('a', { x: 0, y: 0, width: WIDTH, height: HEIGHT }, 'step.lasso', (before) =>
      before.slice(),
    );
    expect(own().edits?.some((edit) => edit > 0)).toBe(false);
    expect(image()?.canUndo).toBe(false);
  });
});

describe('objects that are gone', () => {
  test('are deselected, and keep their class for an undo', async () => {
    useStore.setState({ selection: [1, 2], hoveredLabel: 2 });
    classifySelected('tumour');
    replaceAi(
      'a',
      runsOfLabels(
        SIZE,
        Uint16Array.from(LABELS, (label) => (label === 2 ? 0 : label)),
      ),
    );
    await countReviewed('a');
    expect(useStore.getState()).toMatchObject({ selection: [1], hoveredLabel: 0 });
    await perform({ kind: 'stroke', line: [{ x: 6, y: 8 }], erases: true, radiusPx: 5 });
    await countReviewed('a');
    expect(useStore.getState().selection).toEqual([]);
    expect(image()?.classes).toEqual({ 1: 'tumour', 2: 'tumour' });
  });
});

describe('painting objects', () => {
  test('a brush that starts on a nucleus extends it and does not paint over its neighbour', () => {
    useStore.getState().setRadius(3);
    const stroke = startStroke({ x: 6, y: 8 }, false);
    stroke?.moveTo({ x: 22, y: 9 });
    stroke?.finish();
    expect(own().reviewed[8 * WIDTH + 12]).toBe(1);
    expect(own().reviewed[9 * WIDTH + 20]).toBe(2);
  });

  test('a brush that starts beside all objects makes a new one', () => {
    useStore.getState().setRadius(1);
    startStroke({ x: 12.5, y: 2.5 }, false)?.finish();
    const label = own().reviewed[2 * WIDTH + 12] as number;
    expect([0, 1, 2]).not.toContain(label);
  });

  test('a brush that finds no number for a new nucleus leaves nothing begun', () => {
    useStore.getState().updateImage('a', { nextLabel: MAX_BASIN_LABEL });
    expect(() => startStroke({ x: 12.5, y: 2.5 }, false)).toThrow(
      expect.objectContaining({ name: 'TooManyObjects' }),
    );
    expect(unfinishedOf('a')).toEqual([]);
    expect(image()).toMatchObject({ canUndo: false, nextLabel: MAX_BASIN_LABEL });
  });

  test('a line across a nucleus leaves two objects that share no label', async () => {
    await splitAlong([
      { x: 20.5, y: -1 },
      { x: 20.5, y: 19 },
    ]);
    const left = own().reviewed[9 * WIDTH + 17];
    const right = own().reviewed[9 * WIDTH + 23];
    expect(own().reviewed[9 * WIDTH + 20]).toBe(0);
    expect(left).not.toBe(right);
    expect([left, right]).toContain(2);
    expect(own().reviewed[8 * WIDTH + 6]).toBe(1);
  });
});
