import { beforeEach, expect, test, vi } from 'vitest';
import { decodeWhole } from '@/core/labels/rle';
import { runsOfLabels } from '@/core/labels/runs';
import { deriveObjects } from '@/core/objects/derive-objects';
import type { DeriveSettings, ProbabilityMaps } from '@/pixels/protocol';
import { deleteSelected } from '@/state/edit/objects';
import { timelineOf } from '@/state/history/history';
import { arraysOf, restingOf, setArrays } from '@/state/image/layers';
import type { ImageEntry } from '@/state/store/document-slice';
import { nextTurn } from '@/state/store/next-turn';
import { selectReadyImage } from '@/state/store/selectors';
import { pixels, provideServices } from '@/state/store/services';
import { imageById, setActive, updateImage, useStore } from '@/state/store/store';
import { documentOf, readyImage } from '@/testing/image';
import { liveState } from './live-state';
import { startResting } from './rest';

const SIZE = { width: 8, height: 8 };
const LABELS = Array.from({ length: 64 }, (_, i) => (i % 8 > 2 && i % 8 < 6 ? 1 : 0));

beforeEach(() => {
  const released = vi.fn(async () => {});
  const fakes = {
    pixels: {
      release: released,
      derive: vi.fn(),
      adoptMaps: async (
        _id: string,
        { size, probability }: ProbabilityMaps,
        settings: DeriveSettings,
      ) => {
        const region = { ...settings, objects: 'region', minAreaPx: 0 } as const;
        return deriveObjects(size, probability, null, region);
      },
    },
    engine: { forget: async () => {} },
  };
  provideServices(fakes as unknown as Parameters<typeof provideServices>[0]);
});

test('an image that nobody looks at keeps its edits and reference, and comes back as it was', async () => {
  const stop = startResting();
  const images = ['a', 'b', 'c'].map((id) => readyImage(id, 8, LABELS));
  useStore.setState({ ...documentOf([]), activeId: null });
  useStore.setState({ ...documentOf(images), activeId: 'a' });
  const own = arraysOf('a');
  if (!own) throw new Error('no arrays');
  const edits = new Uint16Array(64);
  edits[0] = 2; // a pixel given to object 1
  edits[3] = 1; // a pixel taken away
  const owners = Uint16Array.from(LABELS, (label) => (label === 1 ? 3 : 0)); // object 1 merged into 2
  const reviewed = own.ai.map((label) => (label === 1 ? 2 : label));
  reviewed[0] = 1;
  reviewed[3] = 0;
  const reference = Uint16Array.from(LABELS, (label) => 7 * label);
  setArrays('a', { ...own, edits, owners, reviewed, reference });

  setActive('b');
  setActive('c');
  await vi.waitFor(() => expect(restingOf('a')).toBeDefined());
  expect(arraysOf('a')).toBeUndefined();
  // At rest it is as small as what was set by hand.
  expect(restingOf('a')?.edits?.length).toBeLessThanOrEqual(10);
  const image = imageById('a') as ImageEntry;
  expect(decodeWhole(own.size, liveState(image).edits as Uint16Array)).toEqual(edits);
  expect(arraysOf('c')).toBeDefined();

  setActive('a');
  // Until all is there nobody finds a mask to save or edit, least of all an empty one.
  expect(selectReadyImage(useStore.getState())).toBeNull();
  await vi.waitFor(() => expect(selectReadyImage(useStore.getState())?.id).toBe('a'));
  expect(Array.from(arraysOf('a')?.reviewed ?? [])).toEqual(Array.from(reviewed));
  expect(Array.from(arraysOf('a')?.reference ?? [])).toEqual(Array.from(reference));
  expect(Array.from(arraysOf('a')?.probability ?? [])).toEqual(Array.from(own.probability));
  stop();
});

test('a nucleus deleted on an image that is left at once is deleted all the same', async () => {
  const stop = startResting();
  const images = ['a', 'b', 'c'].map((id) => readyImage(id, 8, LABELS));
  useStore.setState({ ...documentOf([]), activeId: null });
  useStore.setState({ ...documentOf(images), activeId: 'a', selection: [1] });
  let answer = (): void => {};
  vi.mocked(pixels().derive).mockImplementationOnce(async () => {
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    return { runs: runsOfLabels(SIZE, Uint16Array.from(LABELS)), objectCount: 1, areaPx: 24 };
  });
  const done = deleteSelected();
  setActive('b');
  setActive('c');
  for (let i = 0; i < 20; i++) await nextTurn();
  answer();
  await done;
  expect(timelineOf('a').done).toBe(1);
  await vi.waitFor(() => {
    updateImage('c', {}); // any news lets images rest
    expect(restingOf('a')).toBeDefined();
  });
  stop();
});
