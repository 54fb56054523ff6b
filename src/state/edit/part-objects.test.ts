import { beforeEach, expect, test, vi } from 'vitest';
import { runsOfLabels } from '@/core/labels/runs';
import { FIRST_HAND_LABEL } from '@/state/image/labels';
import { replaceAi } from '@/state/image/layers';
import { deriveSettings } from '@/state/store/settings';
import { setRadius, updateImage, useStore } from '@/state/store/store';
import {
  entryOfNuclei as image,
  LABELS,
  openNuclei,
  arraysOfNuclei as own,
  SIZE,
  WIDTH,
} from '@/testing/nuclei';
import { startStroke } from './brush';
import { applyLasso } from './lasso';
import { mergeSelected } from './objects';
import { finishOpenEdit } from './open-edit';
import { redo, undo } from './undo';

beforeEach(() => {
  openNuclei();
  useStore.setState({ notices: [] });
  setRadius(0.6);
});

const notices = () =>
  useStore.getState().notices.map(({ message, values }) => ({ message, values }));
const numbers = (): number[] => [...new Set(own().reviewed)].filter((label) => label > 0);

/** An eraser stroke down through the first nucleus, or only into it. */
function erase(toY = 14.5): void {
  const stroke = startStroke({ x: 6.5, y: 2.5 }, true);
  stroke?.moveTo({ x: 6.5, y: toY });
  stroke?.finish();
}

test('an eraser stroke through a nucleus makes two of it, says so, and is one step', async () => {
  erase();
  await vi.waitFor(() => expect(image()?.mask?.reviewed.objectCount).toBe(3));
  const { reviewed } = own();
  const [left, right] = [reviewed[8 * WIDTH + 4], reviewed[8 * WIDTH + 8]];
  expect(new Set([left, right]).has(1)).toBe(true);
  expect(left).not.toBe(right);
  expect(notices()).toEqual([
    { message: 'notice.parted', values: { file: 'a.png', objects: 1, added: 1 } },
  ]);

  undo();
  expect([...own().reviewed]).toEqual(LABELS);
  expect(image()).toMatchObject({ canUndo: false, nextLabel: FIRST_HAND_LABEL });
  redo();
  expect(numbers()).toHaveLength(3);
});

test('a stroke that is ended by another command parts the nucleus too', () => {
  startStroke({ x: 6.5, y: 2.5 }, true)?.moveTo({ x: 6.5, y: 14.5 });
  finishOpenEdit('a');
  expect(numbers()).toHaveLength(3);
});

test('a stroke that is taken back parts nothing', () => {
  const stroke = startStroke({ x: 6.5, y: 2.5 }, true);
  stroke?.moveTo({ x: 6.5, y: 14.5 });
  stroke?.cancel();
  expect([...own().reviewed]).toEqual(LABELS);
  expect(notices()).toEqual([]);
});

test('a stroke into a nucleus leaves it one', () => {
  erase(8.5);
  expect(numbers()).toEqual([1, 2]);
  expect(notices()).toEqual([]);
});

test('a lasso that takes the middle away makes two nuclei', () => {
  applyLasso(
    [
      { x: 5, y: 0 },
      { x: 7, y: 0 },
      { x: 7, y: 17 },
      { x: 5, y: 17 },
    ],
    true,
  );
  expect(numbers()).toHaveLength(3);
});

test('a crumb that is cut off stays with its nucleus', () => {
  for (const [x, y] of [
    [4, 5],
    [4, 6],
    [4, 7],
    [3, 7],
  ] as const)
    startStroke({ x: x + 0.5, y: y + 0.5 }, true)?.finish();
  const alone = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => (6 + dy) * WIDTH + 3 + dx));
  expect(alone.filter((i) => own().reviewed[i] !== 0)).toEqual([6 * WIDTH + 3]);
  expect(numbers()).toEqual([1, 2]);
  expect(notices()).toEqual([]);
});

test('a region stays one, however many pieces it has', () => {
  const settings = { ...deriveSettings('dermoscopy') };
  updateImage('a', { settings });
  erase();
  expect(numbers()).toEqual([1, 2]);
  expect(notices()).toEqual([]);
});

test('what a lower threshold adds beside a new nucleus is its own', () => {
  erase();
  const label = own().reviewed[8 * WIDTH + 8] as number;
  const other = own().reviewed[8 * WIDTH + 4] as number;
  expect(label).not.toBe(other);
  // The AI's nucleus grows by a column on each side.
  const wider = LABELS.map((now, i) => {
    const x = i % WIDTH;
    const beside = LABELS[i + (x < 6 ? 1 : -1)] === 1;
    return now === 0 && beside ? 1 : now;
  });
  replaceAi('a', runsOfLabels(SIZE, Uint16Array.from(wider)));
  const isNew = (i: number): boolean => LABELS[i] === 0 && wider[i] === 1;
  const right = wider.flatMap((_, i) => (isNew(i) && i % WIDTH > 7 ? [own().reviewed[i]] : []));
  expect(new Set(right)).toEqual(new Set([label]));
});

test('nuclei that are merged and do not touch are said to be in pieces', async () => {
  useStore.setState({ selection: [1, 2] });
  await mergeSelected();
  expect(numbers()).toEqual([1]);
  expect(notices()).toEqual([
    { message: 'notice.mergedApart', values: { file: 'a.png', label: 1, pieces: 2 } },
  ]);
});
