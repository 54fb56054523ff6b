import { beforeEach, expect, test, vi } from 'vitest';
import { changedRuns, labelsOfRuns, type Runs, runsOfLabels } from '@/core/labels/runs';
import type { Size } from '@/core/types';
import type { EngineClient } from '@/model/client';
import type { PixelsClient } from '@/pixels/client';
import type { CleanUp } from '@/pixels/protocol';
import { arraysOf, previewOf, replaceAi } from '@/state/image/layers';
import { nextTurn } from '@/state/store/next-turn';
import { provideServices } from '@/state/store/services';
import { useStore } from '@/state/store/store';
import { readyImage } from '@/testing/image';
import { cleanUp, endPreview, previewCleanUp } from './clean-up';
import { startEdit } from './open-edit';
import { replaceLabels } from './replace';
import { undo } from './undo';

/** A worker that clears everything smaller than asked, once it is let go. */
const asked: CleanUp[] = [];
let letGo: (() => void)[] = [];

/** At the lowest threshold the object is one pixel larger. */
const LOWEST = runsOfLabels({ width: 4, height: 1 }, Uint16Array.of(1, 1, 1, 0));
const derive = async () => ({ runs: LOWEST });

beforeEach(() => {
  asked.length = 0;
  letGo = [];
  const worker = {
    derive,
    cleanUp: async (size: Size, objects: Runs, step: CleanUp) => {
      asked.push(step);
      await new Promise<void>((resolve) => letGo.push(resolve));
      const minAreaPx = step.kind === 'remove-small' ? step.minAreaPx : 0;
      const labels = labelsOfRuns(size, objects);
      const isKept = labels.filter((label) => label > 0).length >= minAreaPx;
      return isKept ? null : changedRuns(size, labels, new Uint16Array(labels.length));
    },
  };
  provideServices({ engine: {} as EngineClient, pixels: worker as unknown as PixelsClient });
  readyImage('slide', 4, [0, 1, 1, 0]);
});

const removeBelow = (minAreaPx: number): CleanUp => ({ kind: 'remove-small', minAreaPx });

/** Lets the worker answer whatever it is asked until `done` settles. */
async function answered<T>(done: Promise<T>): Promise<T> {
  let isSettled = false;
  void done.finally(() => {
    isSettled = true;
  });
  while (!isSettled) {
    for (const go of letGo.splice(0)) go();
    await nextTurn();
  }
  return done;
}

test('a preview is seen and leaves the mask as it was', async () => {
  expect(await answered(previewCleanUp(removeBelow(3)))).toBe(true);
  expect(Array.from(previewOf('slide') ?? [])).toEqual([0, 0, 0, 0]);
  expect(Array.from(arraysOf('slide')?.reviewed ?? [])).toEqual([0, 1, 1, 0]);
});

test('a step that would change nothing says so', async () => {
  expect(await answered(previewCleanUp(removeBelow(2)))).toBe(false);
});

test('of many moves of a slider the first and the last are made, and the last is shown', async () => {
  const moves = [previewCleanUp(removeBelow(1))];
  await nextTurn(); // the worker is asked
  for (const minAreaPx of [2, 3, 4, 5]) moves.push(previewCleanUp(removeBelow(minAreaPx)));
  const [last] = await Promise.all(moves.map(answered).reverse());
  expect(last).toBe(true);
  expect(asked).toEqual([removeBelow(1), removeBelow(5)]);
  expect(Array.from(previewOf('slide') ?? [])).toEqual([0, 0, 0, 0]);
});

test('an answer that comes after the preview has ended is not shown', async () => {
  const late = previewCleanUp(removeBelow(3));
  endPreview();
  expect(await answered(late)).toBe(false);
  expect(previewOf('slide')).toBeNull();
});

test('an object that a step takes away does not come back as a ring with a lower threshold', async () => {
  await answered(cleanUp(removeBelow(3)));
  replaceAi('slide', LOWEST);
  expect(Array.from(arraysOf('slide')?.reviewed ?? [])).toEqual([0, 0, 0, 0]);
  undo();
  expect(Array.from(arraysOf('slide')?.reviewed ?? [])).toEqual([1, 1, 1, 0]);
});

test('applying a step ends its preview and changes the mask', async () => {
  await answered(previewCleanUp(removeBelow(3)));
  await answered(cleanUp(removeBelow(3)));
  expect(previewOf('slide')).toBeNull();
  expect(Array.from(arraysOf('slide')?.reviewed ?? [])).toEqual([0, 0, 0, 0]);
});

test('two steps asked for at once are both done, the second on what the first left', async () => {
  const worker = {
    derive,
    cleanUp: async (size: Size, objects: Runs) => {
      const labels = labelsOfRuns(size, objects);
      const first = labels.findIndex((label) => label > 0);
      return changedRuns(
        size,
        labels,
        labels.map((label, i) => (i === first ? 0 : label)),
      );
    },
  };
  provideServices({ engine: {} as EngineClient, pixels: worker as unknown as PixelsClient });
  const step: CleanUp = { kind: 'shrink', radiusPx: 1 };
  await Promise.all([cleanUp(step), cleanUp(step)]);
  expect(Array.from(arraysOf('slide')?.reviewed ?? [])).toEqual([0, 0, 0, 0]);
});

test('a step asked for during a stroke is done on the mask with the stroke, also when the mask changes meanwhile', async () => {
  const stroke = startEdit('slide', 'step.brush');
  stroke.willChange({ x: 0, y: 0, width: 1, height: 1 });
  stroke.writeRow(0, 0, 1, 1);
  const done = cleanUp(removeBelow(4));
  await Promise.resolve();
  expect(stroke.isOpen).toBe(false);
  replaceLabels(
    'slide',
    { x: 0, y: 0, width: 1, height: 1 },
    'step.erase',
    () => new Uint16Array(1),
  );
  await answered(done);
  expect(asked).toHaveLength(2);
  expect(Array.from(arraysOf('slide')?.reviewed ?? [])).toEqual([0, 0, 0, 0]);
});

/** A page without memory for the copies that an edit keeps of what it changes. */
function takeMemoryAway(): void {
  class NoMemory extends Uint16Array {
    constructor(...args: ConstructorParameters<typeof Uint16Array>) {
      if ((args as unknown[])[0] === 64 * 64)
        throw new RangeError('Array buffer allocation failed');
      super(...args);
    }
  }
  vi.stubGlobal('Uint16Array', NoMemory);
}

test('a step that fails for want of memory is told, changes nothing, and the next one is done', async () => {
  takeMemoryAway();
  await answered(cleanUp(removeBelow(3))).finally(() => vi.unstubAllGlobals());
  expect(useStore.getState().notices).toMatchObject([{ message: 'notice.editFailed' }]);
  expect(Array.from(arraysOf('slide')?.reviewed ?? [])).toEqual([0, 1, 1, 0]);
  await answered(cleanUp(removeBelow(3)));
  expect(Array.from(arraysOf('slide')?.reviewed ?? [])).toEqual([0, 0, 0, 0]);
  expect(useStore.getState().notices).toHaveLength(1);
});
