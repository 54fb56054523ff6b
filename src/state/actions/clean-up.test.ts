import { beforeEach, expect, test } from 'vitest';
import type { EngineClient } from '@/model/client';
import type { PixelsClient } from '@/pixels/client';
import type { CleanUp } from '@/pixels/protocol';
import { arraysOf, previewOf } from '@/state/pixels';
import { provideServices } from '@/state/services';
import { readyImage } from '@/state/test-image';
import { cleanUp, endPreview, previewCleanUp } from './clean-up';

/** A worker that clears everything smaller than asked, once it is let go. */
const asked: CleanUp[] = [];
let letGo: (() => void)[] = [];

beforeEach(() => {
  asked.length = 0;
  letGo = [];
  const worker = {
    cleanUp: async (_size: unknown, labels: Uint16Array, step: CleanUp) => {
      asked.push(step);
      await new Promise<void>((resolve) => letGo.push(resolve));
      const size = step.kind === 'remove-small' ? step.minAreaPx : 0;
      const isKept = labels.filter((label) => label > 0).length >= size;
      return isKept
        ? { labels: labels.slice(), changed: null }
        : {
            labels: new Uint16Array(labels.length),
            changed: { x: 0, y: 0, width: 4, height: labels.length / 4 },
          };
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
    await Promise.resolve();
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
  const moves = [1, 2, 3, 4, 5].map((minAreaPx) => previewCleanUp(removeBelow(minAreaPx)));
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

test('applying a step ends its preview and changes the mask', async () => {
  await answered(previewCleanUp(removeBelow(3)));
  await answered(cleanUp(removeBelow(3)));
  expect(previewOf('slide')).toBeNull();
  expect(Array.from(arraysOf('slide')?.reviewed ?? [])).toEqual([0, 0, 0, 0]);
});
