import { beforeEach, expect, test, vi } from 'vitest';
import { named } from '@/core/errors';
import { labelsOfRuns } from '@/core/labels/runs';
import type { JobKind, Prediction, SegmentRequest } from '@/model/protocol';
import type {
  DeriveSettings,
  ExportInput,
  FormerObjects,
  ProbabilityMaps,
} from '@/pixels/protocol';
import { MapStore } from '@/pixels/worker/map-store';
import { replaceLabels } from '@/state/edit/replace';
import { undo } from '@/state/edit/undo';
import { exportActive } from '@/state/export/export-image';
import { forgetHistory } from '@/state/history/history';
import { arraysOf } from '@/state/image/layers';
import type { ImageEntry } from '@/state/store/document-slice';
import { selectIsModelBusy } from '@/state/store/selectors';
import { provideServices } from '@/state/store/services';
import { imageById, setView, updateImage, useStore } from '@/state/store/store';
import { readyImage } from '@/testing/image';
import { addClick } from './refine';
import { segmentAgain } from './segment';
import { stopModel } from './stop-model';

const WIDTH = 8;
/** One object: columns 3–5. */
const LABELS = Array.from({ length: 64 }, (_, i) => (i % 8 > 2 && i % 8 < 6 ? 1 : 0));
const LEFT_HALF = Uint8Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? 250 : 5));

interface Run {
  readonly request: SegmentRequest;
  answer(probability: Uint8Array): void;
  fail(error: Error): void;
}
let runs: Run[];
let stopRefining: () => void = () => {};
const refine = vi.fn(
  () =>
    new Promise<never>((_, reject) => {
      stopRefining = () => reject(named('Cancelled', 'cancelled'));
    }),
);
const exportFile = vi.fn(async (_id: string, _input: ExportInput) => new Blob());

const image = () => imageById('a') as ImageEntry;
const reviewed = () => Array.from(arraysOf('a')?.reviewed ?? []);

beforeEach(() => {
  runs = [];
  exportFile.mockClear();
  forgetHistory('a');
  useStore.setState({ notices: [], enginePhase: 'ready' });
  readyImage('a', WIDTH, LABELS);
  const engine = {
    segment: (request: SegmentRequest) =>
      new Promise<Prediction>((resolve, reject) => {
        runs.push({
          request,
          answer: (probability) => resolve(predictionOf(request, probability)),
          fail: reject,
        });
      }),
    refine,
    cancel: async (_: string, kind: JobKind) => {
      if (kind === 'refine') stopRefining();
      else runs.at(-1)?.fail(named('Cancelled', 'cancelled'));
    },
  };
  const store = new MapStore(1e6);
  const pixels = {
    adoptMaps: async (
      id: string,
      maps: ProbabilityMaps,
      settings: DeriveSettings,
      former: FormerObjects | null,
    ) => store.adopt(id, maps, { ...settings, minAreaPx: 0 }, former),
    export: exportFile,
  };
  provideServices({ engine, pixels } as unknown as Parameters<typeof provideServices>[0]);
});

function predictionOf({ imageId, size, modality }: SegmentRequest, probability: Uint8Array) {
  return {
    imageId,
    size,
    probability,
    core: new Uint8Array(probability.length),
    modality: { name: modality === 'auto' ? 'histology' : modality },
  } as Prediction;
}

/** The run that the app has asked for as number `count`. */
async function run(count: number): Promise<Run> {
  await vi.waitFor(() => expect(runs).toHaveLength(count));
  return runs[count - 1] as Run;
}

/** A person takes the object's top row away: columns 3–5. */
function eraseTopRow(): void {
  const rect = { x: 3, y: 0, width: 3, height: 1 };
  replaceLabels('a', rect, 'step.erase', () => new Uint16Array(3));
}

test('a reviewed mask can be looked at, edited and saved while the model runs again', async () => {
  segmentAgain('a', { modality: 'fluorescence' });
  const { answer } = await run(1);
  expect(image()).toMatchObject({ phase: 'ready', modality: 'auto' });
  eraseTopRow();
  vi.stubGlobal('document', { createElement: () => ({ click: () => {} }) });
  await exportActive('mask');
  vi.unstubAllGlobals();
  const [id, input] = exportFile.mock.calls[0] ?? [];
  expect(id).toBe('mask');
  expect(input && Array.from(labelsOfRuns(input.size, input.objects))).toEqual(reviewed());
  answer(LEFT_HALF);
  await vi.waitFor(() => expect(image().modality).toBe('fluorescence'));
  const rows = reviewed().map((label) => (label > 0 ? '#' : '.'));
  expect(rows.slice(0, 16).join('')).toBe('###.....####....');
});

test('a cancelled run leaves mask, modality and pixel size as they were, and says so', async () => {
  eraseTopRow();
  const before = reviewed();
  const spacing = { xMm: 0.0005, yMm: 0.0005, source: 'person' } as const;
  segmentAgain('a', { modality: 'fluorescence', spacing });
  expect((await run(1)).request).toMatchObject({ modality: 'fluorescence', micronsPerPixel: 0.5 });
  stopModel('a');
  await vi.waitFor(() => expect(image().rerun).toBeNull());
  expect(image()).toMatchObject({ phase: 'ready', modality: 'auto', spacing: null });
  expect(reviewed()).toEqual(before);
  expect(useStore.getState().notices).toMatchObject([{ message: 'notice.rerunCancelled' }]);
});

test('a failed run leaves the mask too, and its code is told', async () => {
  const before = reviewed();
  segmentAgain('a', { modality: 'fluorescence' });
  (await run(1)).fail(named('OutOfMemory', 'no memory'));
  await vi.waitFor(() => expect(image().rerun).toBeNull());
  expect(image()).toMatchObject({ phase: 'ready', modality: 'auto', failure: null });
  expect(reviewed()).toEqual(before);
  expect(useStore.getState().notices).toMatchObject([
    { message: 'notice.rerunFailed', failure: { name: 'OutOfMemory' } },
  ]);
});

test('an image without a mask ends as cancelled or failed', async () => {
  updateImage('a', { phase: 'failed' });
  segmentAgain('a');
  await run(1);
  expect(image().phase).toBe('segmenting');
  stopModel('a');
  await vi.waitFor(() => expect(image().phase).toBe('cancelled'));
  segmentAgain('a');
  (await run(2)).fail(named('OutOfMemory', 'no memory'));
  await vi.waitFor(() => expect(image()).toMatchObject({ phase: 'failed' }));
});

test('a run that is asked for anew gives way, and only the last wish is shown', async () => {
  segmentAgain('a', { modality: 'fluorescence' });
  await run(1);
  segmentAgain('a', { modality: 'histology' });
  const second = await run(2);
  expect(second.request.modality).toBe('histology');
  second.answer(LEFT_HALF);
  await vi.waitFor(() => expect(image().rerun).toBeNull());
  expect(image()).toMatchObject({ phase: 'ready', modality: 'histology' });
  expect(useStore.getState().notices).toEqual([]);
});

test('a new mask goes under the edits, and every number is that of the reviewed mask', async () => {
  eraseTopRow();
  segmentAgain('a', { modality: 'histology' });
  (await run(1)).answer(LEFT_HALF);
  await vi.waitFor(() => expect(image().mask).toMatchObject({ reviewed: { areaPx: 31 } }));
  expect(image().mask).toMatchObject({
    ai: { objectCount: 1, areaPx: 32 },
    reviewed: { objectCount: 1, areaPx: 31 },
    editedPx: 1,
    diceToAi: (2 * 31) / 63,
  });
});

test('edits, class and selection stay with their object when a new run counts another before it', async () => {
  const two = Uint8Array.from({ length: 64 }, (_, i) => (i % 8 === 0 || i % 8 === 4 ? 250 : 5));
  setView({ selection: [1] });
  updateImage('a', { classes: { 1: 'tumour' } });
  // A person adds a column to the object.
  const rect = { x: 6, y: 0, width: 1, height: 8 };
  replaceLabels('a', rect, 'step.brush', () => new Uint16Array(8).fill(1));
  segmentAgain('a', { modality: 'histology' });
  (await run(1)).answer(two);
  await vi.waitFor(() => expect(image().mask).toMatchObject({ reviewed: { objectCount: 2 } }));
  const [first, , , , own, , added] = reviewed();
  expect([own, added]).toEqual([1, 1]);
  expect(first).not.toBe(1);
});

test('a refinement in progress is stopped by the same command, and the mask stays', async () => {
  const before = reviewed();
  const { clicks } = image();
  const refining = addClick({ at: { x: 1.5, y: 1.5 }, belongs: true });
  await vi.waitFor(() => expect(refine).toHaveBeenCalled());
  expect(selectIsModelBusy(useStore.getState())).toBe(true);
  stopModel('a');
  await refining;
  expect(selectIsModelBusy(useStore.getState())).toBe(false);
  expect(reviewed()).toEqual(before);
  expect(image().clicks).toEqual(clicks);
  expect(useStore.getState().notices).toEqual([]);
});

test('a click taken back leaves a new run of the same image going, and a stopped run leaves the click', async () => {
  segmentAgain('a');
  await run(1);
  refine.mockClear();
  const first = addClick({ at: { x: 1.5, y: 1.5 }, belongs: true });
  await vi.waitFor(() => expect(refine).toHaveBeenCalled());
  undo();
  await first;
  expect(image().rerun).toMatchObject({ isRunning: true });
  const second = addClick({ at: { x: 1.5, y: 1.5 }, belongs: true });
  await vi.waitFor(() => expect(refine).toHaveBeenCalledTimes(2));
  stopModel('a');
  await vi.waitFor(() => expect(image().rerun).toBeNull());
  expect(useStore.getState().isRefining).toBe(true);
  stopModel('a');
  await second;
  expect(useStore.getState().isRefining).toBe(false);
});
