import { beforeEach, expect, test, vi } from 'vitest';
import { toScreen } from '@/core/geometry';
import { labelsOfRuns, type Runs, runsOfLabels } from '@/core/labels/runs';
import { describeObjects as measureLabels } from '@/core/measure/measure';
import type { Size } from '@/core/types';
import type { DeriveSettings } from '@/pixels/protocol';
import { forgetHistory } from '@/state/history/history';
import { arraysOf, type ImageArrays, putToRest, setArrays } from '@/state/image/layers';
import { provideServices } from '@/state/store/services';
import { removeImage, updateMask, useStore } from '@/state/store/store';
import { documentOf, openImages, readyImage } from '@/testing/image';
import {
  deleteSelected,
  describeObjects,
  mergeSelected,
  selectAllObjects,
  selectNextObject,
} from './objects';
import { startEdit } from './open-edit';
import { backToAi } from './replace';
import { splitAlong } from './split';
import { adjustSettings, endAdjusting } from './threshold';
import { redo, undo } from './undo';

/** One row of two objects, which a low threshold makes larger until they touch. */
function at(threshold: number): number[] {
  if (threshold < 0.3) return [0, 1, 1, 1, 1, 2, 2, 2, 2, 0];
  return threshold < 0.8 ? [0, 0, 1, 1, 0, 0, 2, 2, 0, 0] : [0, 0, 0, 1, 0, 0, 2, 0, 0, 0];
}
const reviewed = () => Array.from(arraysOf('a')?.reviewed ?? []);

beforeEach(() => {
  endAdjusting();
  forgetHistory('a');
  readyImage('a', 10, at(0.5));
  const pixels = {
    derive: async (_: string, { threshold }: DeriveSettings) => {
      const labels = Uint16Array.from(at(threshold));
      const runs = runsOfLabels({ width: 10, height: 1 }, labels);
      return { runs, objectCount: 2, areaPx: labels.filter((label) => label > 0).length };
    },
    describe: async (size: Size, objects: Runs) => measureLabels(size, labelsOfRuns(size, objects)),
  };
  provideServices({ pixels, engine: {} } as unknown as Parameters<typeof provideServices>[0]);
});

/** A second image whose objects have the same numbers. */
function showAnother(): void {
  const [first] = openImages();
  const second = readyImage('b', 10, at(0.5));
  useStore.setState(documentOf([first, second].filter((image) => image !== undefined)));
}

test.each([
  ['merge', mergeSelected],
  ['select all', selectAllObjects],
  ['select next', () => selectNextObject(1)],
])(
  '%s asked of one image selects nothing on the one that is in sight when it is done',
  async (_, command) => {
    useStore.setState({ selection: [1, 2] });
    const done = command();
    showAnother();
    await done;
    expect(useStore.getState()).toMatchObject({ activeId: 'b', selection: [] });
  },
);

test('two steps to the next object asked for at once are two steps', async () => {
  useStore.setState({ selection: [] });
  await Promise.all([selectNextObject(1), selectNextObject(1)]);
  expect(useStore.getState().selection).toEqual([2]);
});

test('the next object comes into sight when the picture is enlarged, and a picture that shows it stays', async () => {
  const canvasSize = { width: 400, height: 300 };
  useStore.setState({ selection: [1], canvasSize, view: { scale: 60, offsetX: 0, offsetY: 100 } });
  await selectNextObject(1); // columns 6 and 7 are beyond the right edge
  const { view } = useStore.getState();
  expect(toScreen(view, { x: 7, y: 0.5 })).toEqual({ x: 200, y: 150 });
  await selectNextObject(1); // columns 2 and 3 are beyond the left edge now
  expect(toScreen(useStore.getState().view, { x: 3, y: 0.5 })).toEqual({ x: 200, y: 150 });
  const whole = { scale: 20, offsetX: 100, offsetY: 100 };
  useStore.setState({ view: whole });
  await selectNextObject(1);
  expect(useStore.getState().view).toBe(whole);
});

test('closing an image does not select an object of its neighbour', () => {
  showAnother();
  useStore.setState({ selection: [2], hoveredLabel: 2 });
  removeImage('b');
  expect(useStore.getState()).toMatchObject({ activeId: 'a', selection: [], hoveredLabel: 0 });
});

test('an object measured during a stroke that is taken back is measured again', async () => {
  const before = await describeObjects('a');
  const edit = startEdit('a', 'step.erase');
  edit.willChange({ x: 2, y: 0, width: 1, height: 1 });
  edit.writeRow(0, 2, 3, 0);
  edit.show({ x: 2, y: 0, width: 1, height: 1 });
  updateMask('a', { revision: 99 });
  expect((await describeObjects('a'))?.areaPx).not.toEqual(before?.areaPx);
  edit.cancel();
  expect((await describeObjects('a'))?.areaPx).toEqual(before?.areaPx);
});

test('a deleted nucleus does not come back as a ring with a lower threshold, and its neighbour grows', async () => {
  useStore.setState({ selection: [1] });
  await deleteSelected();
  expect(reviewed()).toEqual([0, 0, 0, 0, 0, 0, 2, 2, 0, 0]);
  await adjustSettings({ threshold: 0.1 });
  expect(reviewed()).toEqual([0, 0, 0, 0, 0, 2, 2, 2, 2, 0]);
  undo();
  undo();
  await vi.waitFor(() => expect(reviewed()).toEqual(at(0.5)));
});

test('merged nuclei stay one and follow the threshold, down and up, and come apart with an undo', async () => {
  useStore.setState({ selection: [1, 2] });
  await mergeSelected();
  expect(reviewed()).toEqual([0, 0, 1, 1, 0, 0, 1, 1, 0, 0]);
  await adjustSettings({ threshold: 0.1 });
  expect(reviewed()).toEqual([0, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
  await adjustSettings({ threshold: 0.9 });
  expect(reviewed()).toEqual([0, 0, 0, 1, 0, 0, 1, 0, 0, 0]);
  undo();
  undo();
  await vi.waitFor(() => expect(reviewed()).toEqual(at(0.5)));
  redo();
  redo();
  await vi.waitFor(() => expect(reviewed()).toEqual([0, 0, 0, 1, 0, 0, 1, 0, 0, 0]));
});

test('holes that are filled only afterwards belong to nuclei as they were merged', async () => {
  const holed = [1, 0, 1, 2, 0, 2];
  const filled = [1, 1, 1, 2, 2, 2];
  const derive = async (_: string, { fillHoles }: DeriveSettings) => ({
    runs: runsOfLabels({ width: 6, height: 1 }, Uint16Array.from(fillHoles ? filled : holed)),
  });
  provideServices({ pixels: { derive }, engine: {} } as unknown as Parameters<
    typeof provideServices
  >[0]);
  const image = readyImage('a', 6, holed);
  useStore.setState({
    ...documentOf([{ ...image, settings: { ...image.settings, fillHoles: false } }]),
  });
  useStore.setState({ selection: [1, 2] });
  await mergeSelected();
  await adjustSettings({ fillHoles: true });
  expect(reviewed()).toEqual([1, 1, 1, 1, 1, 1]);
});

test('a merged nucleus that is deleted takes what both could become with it', async () => {
  useStore.setState({ selection: [1, 2] });
  await mergeSelected();
  useStore.setState({ selection: [1] });
  await deleteSelected();
  await adjustSettings({ threshold: 0.1 });
  expect(reviewed().every((label) => label === 0)).toBe(true);
  backToAi('a');
  expect(reviewed()).toEqual(at(0.1));
});

test('pieces of a cut nucleus each grow from their own side of the cut, and stay two', async () => {
  await adjustSettings({ threshold: 0.1 });
  await splitAlong([
    { x: 3.5, y: 0 },
    { x: 3.5, y: 1 },
  ]);
  const [, first, , , last] = reviewed();
  expect(reviewed()).toEqual([0, first, first, 0, last, 2, 2, 2, 2, 0]);
  expect(first).not.toBe(last);
  await adjustSettings({ threshold: 0.5 });
  expect(reviewed()).toEqual([0, 0, first, 0, 0, 0, 2, 2, 0, 0]);
  await adjustSettings({ threshold: 0.1 });
  expect(reviewed()).toEqual([0, first, first, 0, last, 2, 2, 2, 2, 0]);
});

test('a hand-painted part goes with the nucleus that is merged or deleted, what was erased stays so', async () => {
  const edit = startEdit('a', 'step.brush');
  edit.willChange({ x: 3, y: 0, width: 2, height: 1 });
  edit.writeRow(0, 3, 4, 0);
  edit.writeRow(0, 4, 5, 2);
  edit.finish();
  useStore.setState({ selection: [1, 2] });
  await mergeSelected();
  await adjustSettings({ threshold: 0.1 });
  expect(reviewed()).toEqual([0, 1, 1, 0, 1, 1, 1, 1, 1, 0]);
  useStore.setState({ selection: [1] });
  await deleteSelected();
  expect(reviewed().every((label) => label === 0)).toBe(true);
  expect(openImages()[0]).toMatchObject({ canUndo: true });
});

test('objects are measured once for a mask, and their table is not kept while the image rests', async () => {
  let asked = 0;
  const pixels = {
    describe: async (size: Size, objects: Runs) => {
      asked++;
      return measureLabels(size, labelsOfRuns(size, objects));
    },
  };
  provideServices({ pixels, engine: {} } as unknown as Parameters<typeof provideServices>[0]);
  await describeObjects('a');
  await describeObjects('a');
  expect(asked).toBe(1);
  const own = arraysOf('a') as ImageArrays;
  const { size } = own;
  putToRest('a', {
    size,
    maps: new Blob(),
    renumbering: null,
    reference: null,
    edits: null,
    owners: null,
  });
  const ai = own.ai.slice();
  setArrays('a', { ...own, ai, reviewed: ai });
  await describeObjects('a');
  expect(asked).toBe(2);
});
