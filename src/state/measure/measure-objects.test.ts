import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { labelsOfRuns, type Runs, runsOfLabels } from '@/core/labels/runs';
import { describeObjects } from '@/core/measure/measure';
import type { Size } from '@/core/types';
import type { EngineClient } from '@/model/client';
import type { PixelsClient } from '@/pixels/client';
import type { ObjectTable } from '@/pixels/protocol';
import { arraysOf, setArrays } from '@/state/image/layers';
import { provideServices } from '@/state/store/services';
import { imageById, updateMask } from '@/state/store/store';
import { readyImage } from '@/testing/image';
import { measuredObjects, onObjectsMeasured } from './measure-objects';

/** A worker that answers when told to; each call waits for its own `answer`. */
const calls: { answer(): void; fail(error: Error): void }[] = [];
const describe = vi.fn(
  (size: Size, objects: Runs) =>
    new Promise<ObjectTable>((resolve, reject) => {
      const seen = labelsOfRuns(size, objects); // as they were when the worker was asked
      calls.push({ answer: () => resolve(describeObjects(size, seen)), fail: reject });
    }),
);

let images = 0;
let stop = (): void => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  calls.length = 0;
  describe.mockClear();
  provideServices({ engine: {} as EngineClient, pixels: { describe } as unknown as PixelsClient });
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

function show(labels: readonly number[]): string {
  return readyImage(`image-${++images}`, 4, labels).id;
}

function change(id: string, labels: readonly number[]): void {
  const own = arraysOf(id);
  const mask = imageById(id)?.mask;
  if (!own || !mask) throw new Error(`No image ${id}`);
  const reviewed = Uint16Array.from(labels);
  setArrays(id, { ...own, aiRuns: runsOfLabels(own.size, reviewed), ai: reviewed, reviewed });
  updateMask(id, { revision: mask.revision + 1 });
}

const areas = (): number[] => Array.from(measuredObjects()?.table?.areaPx ?? []);

test('nothing is measured while nobody listens', async () => {
  show([1, 0, 0, 0]);
  await vi.runAllTimersAsync();
  expect(describe).not.toHaveBeenCalled();
});

test('the image in sight is measured when somebody starts to listen', async () => {
  show([1, 1, 0, 2]);
  stop = onObjectsMeasured(() => undefined);
  await vi.runAllTimersAsync();
  calls[0]?.answer();
  await vi.runAllTimersAsync();
  expect(areas()).toEqual([2, 1]);
});

test('changes in quick succession are measured once, and as they are in the end', async () => {
  const id = show([1, 0, 0, 0]);
  stop = onObjectsMeasured(() => undefined);
  await vi.runAllTimersAsync();
  calls[0]?.answer();
  await vi.runAllTimersAsync();
  change(id, [1, 1, 0, 0]);
  change(id, [1, 1, 1, 0]);
  await vi.runAllTimersAsync();
  expect(describe).toHaveBeenCalledTimes(2);
  calls[1]?.answer();
  await vi.runAllTimersAsync();
  expect(areas()).toEqual([3]);
});

test('an answer about a mask that has changed meanwhile is not shown', async () => {
  const id = show([1, 0, 0, 0]);
  stop = onObjectsMeasured(() => undefined);
  await vi.advanceTimersByTimeAsync(0);
  change(id, [1, 1, 0, 0]);
  calls[0]?.answer();
  await vi.advanceTimersByTimeAsync(0);
  expect(measuredObjects()).toBeNull();
  await vi.runAllTimersAsync();
  calls[1]?.answer();
  await vi.runAllTimersAsync();
  expect(areas()).toEqual([2]);
});

test('the objects of one image are never shown for another', async () => {
  show([1, 0, 0, 0]);
  stop = onObjectsMeasured(() => undefined);
  await vi.runAllTimersAsync();
  calls[0]?.answer();
  await vi.runAllTimersAsync();
  show([0, 1, 1, 1]);
  expect(measuredObjects()).toBeNull();
});

test('a worker that fails is reported, and asked again after the next change', async () => {
  const id = show([1, 0, 0, 0]);
  stop = onObjectsMeasured(() => undefined);
  await vi.runAllTimersAsync();
  calls[0]?.fail(new Error('out of memory'));
  await vi.runAllTimersAsync();
  expect(measuredObjects()?.failure?.detail).toBe('out of memory');
  change(id, [1, 1, 0, 0]);
  await vi.runAllTimersAsync();
  calls[1]?.answer();
  await vi.runAllTimersAsync();
  expect(measuredObjects()?.failure).toBeNull();
  expect(areas()).toEqual([2]);
});
