import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clipRect } from '@/core/geometry';
import { crop } from '@/core/grid/crop';
import type { Click } from '@/core/types';
import type { RefineRequest } from '@/model/protocol';
import { startStroke } from '@/state/edit/brush';
import { backToAi } from '@/state/edit/replace';
import { redo, undo } from '@/state/edit/undo';
import { forgetHistory } from '@/state/history/history';
import { arraysOf } from '@/state/image/layers';
import { provideServices } from '@/state/store/services';
import { setRadius, useStore } from '@/state/store/store';
import { countAllocations } from '@/testing/allocations';
import { documentOf, openImages, readyImage } from '@/testing/image';
import { addClick, clearClicks, refineFromMask, removeClick } from './refine';

const WIDTH = 20;
const HEIGHT = 12;
const SIZE = { width: WIDTH, height: HEIGHT };
/** The AI found the left third. */
const LABELS = Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i % WIDTH < 6 ? 1 : 0));

/** A model that makes the 3 × 3 pixels around each click what it says, and flips a far corner as well. */
const answer = async ({ clicks }: RefineRequest) => {
  const probability = Uint8Array.from(LABELS, (label) => (label > 0 ? 230 : 20));
  probability[WIDTH * HEIGHT - 1] = 230;
  for (const { at, belongs } of clicks)
    for (const dy of [-1, 0, 1])
      for (const dx of [-1, 0, 1])
        probability[(Math.floor(at.y) + dy) * WIDTH + Math.floor(at.x) + dx] = belongs ? 230 : 20;
  return { rect: { x: 0, y: 0, width: WIDTH, height: HEIGHT }, probability };
};
const refine = vi.fn(answer);

const own = () => {
  const arrays = arraysOf('a');
  if (!arrays) throw new Error('the test image has no arrays');
  return arrays;
};
const image = () => openImages()[0];
const reviewed = () => Array.from(own().reviewed);
const edits = () => Array.from(own().edits ?? new Uint16Array(LABELS.length));
const labelAt = (x: number, y: number) => own().reviewed[y * WIDTH + x] as number;
const hint = (x: number, y: number, belongs = true): Click => ({
  at: { x: x + 0.5, y: y + 0.5 },
  belongs,
});
const said = () => useStore.getState().notices.map(({ message }) => message);

function paint(x: number, y: number): void {
  setRadius(0.5);
  startStroke({ x: x + 0.5, y: y + 0.5 }, false)?.finish();
}

beforeEach(() => {
  refine.mockClear();
  const services = { pixels: {}, engine: { refine, cancel: async () => {} } };
  provideServices(services as unknown as Parameters<typeof provideServices>[0]);
  forgetHistory('a');
  const entry = readyImage('a', WIDTH, LABELS);
  useStore.setState({ ...documentOf([entry]), notices: [] });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a click changes the mask around itself and nowhere else', async () => {
  await addClick(hint(12, 5));
  expect(labelAt(12, 5)).toBeGreaterThan(0);
  expect(labelAt(WIDTH - 1, HEIGHT - 1)).toBe(0);
  expect(reviewed().filter((label, i) => label !== LABELS[i])).toHaveLength(9);
});

test('several clicks add up, and each is given with those before it on the mask before the first', async () => {
  await addClick(hint(12, 5));
  await addClick(hint(2, 5, false));
  expect(labelAt(12, 5)).toBeGreaterThan(0);
  expect(labelAt(2, 5)).toBe(0);
  expect(refine.mock.calls.map(([{ clicks, prior }]) => [clicks.length, prior])).toEqual([
    [1, null],
    [2, null],
  ]);
});

test('an undo takes click and pixels back, a redo brings both', async () => {
  await addClick(hint(12, 5));
  const clicked = reviewed();
  undo();
  expect([reviewed(), image()?.clicks]).toEqual([LABELS, []]);
  redo();
  expect([reviewed(), image()?.clicks]).toEqual([clicked, [hint(12, 5)]]);
});

test('without one of its clicks the mask is what the others alone had made', async () => {
  await addClick(hint(12, 8));
  const alone = edits();
  undo();
  await addClick(hint(12, 3));
  await addClick(hint(12, 8));
  const both = reviewed();
  await removeClick(0);
  expect(labelAt(12, 3)).toBe(0);
  expect(edits().map((edit) => edit > 0)).toEqual(alone.map((edit) => edit > 0));
  undo();
  expect([reviewed(), image()?.clicks]).toEqual([both, [hint(12, 3), hint(12, 8)]]);
});

test('without all of its clicks the mask is the one before the first, bit for bit', async () => {
  paint(9, 1);
  const before = edits();
  await addClick(hint(12, 3));
  await addClick(hint(3, 8, false));
  await removeClick(1);
  await removeClick(0);
  expect(edits()).toEqual(before);
  expect(image()?.clicks).toEqual([]);
});

test('what was painted between clicks stays when a click is taken back, and so does the hand work before', async () => {
  paint(9, 1);
  await addClick(hint(12, 5));
  paint(16, 10);
  await removeClick(0);
  expect(labelAt(9, 1)).toBeGreaterThan(0);
  expect(labelAt(16, 10)).toBeGreaterThan(0);
  expect(labelAt(12, 5)).toBe(0);
  const [question] = refine.mock.calls.at(0) ?? [];
  expect(question?.prior?.mask[WIDTH + 9]).toBe(1);
});

test('a stroke over pixels that a click had made already is hand work too, and outlives the click', async () => {
  await addClick(hint(12, 5));
  const clicked = reviewed();
  paint(12, 5);
  expect(reviewed()).toEqual(clicked);
  await removeClick(0);
  expect(labelAt(12, 5)).toBeGreaterThan(0);
  expect(labelAt(13, 5)).toBe(0);
  undo();
  expect(reviewed()).toEqual(clicked);
  undo();
  undo();
  expect([reviewed(), image()?.clicks]).toEqual([LABELS, []]);
});

test('clicks that were cleared count no more: the next ones start from the mask they made', async () => {
  await addClick(hint(12, 3));
  clearClicks();
  const cleared = edits();
  await addClick(hint(12, 8));
  await removeClick(0);
  expect(edits()).toEqual(cleared);
});

test('a click that changes nothing says so', async () => {
  await addClick(hint(2, 5));
  expect(reviewed()).toEqual(LABELS);
  expect(said()).toEqual(['notice.refinedNothing']);
});

test('a stroke drawn while the model works is in the mask that it is asked about again', async () => {
  refine.mockImplementationOnce((question) => {
    paint(16, 10);
    return answer(question);
  });
  await addClick(hint(12, 5));
  expect(refine).toHaveBeenCalledTimes(2);
  expect(labelAt(16, 10)).toBeGreaterThan(0);
  expect(labelAt(12, 5)).toBeGreaterThan(0);
});

test('refined from the mask, all of it is drawn anew', async () => {
  paint(9, 1);
  await refineFromMask();
  expect(labelAt(9, 1)).toBe(0);
  expect(labelAt(WIDTH - 1, HEIGHT - 1)).toBeGreaterThan(0);
  expect(refine.mock.calls[0]?.[0].prior?.mask[WIDTH + 9]).toBe(1);
});

test('back to the AI mask takes the clicks away too, and an undo brings them back', async () => {
  await addClick(hint(12, 5));
  backToAi('a');
  expect([reviewed(), image()?.clicks]).toEqual([LABELS, []]);
  undo();
  expect(image()?.clicks).toHaveLength(1);
});

/** The tile of a large picture that holds its corner, with the pixel beside it that is read too. */
const TILE = { x: 0, y: 0, width: 513, height: 513 };

/** Elements of arrays that one more click takes, and taking it back, with hand work below both. */
async function costOfClick(side: number) {
  const { counts, reset } = countAllocations();
  const probability = new Uint8Array(TILE.width * TILE.height).fill(20).fill(230, 0, 60 * 513);
  refine.mockImplementation(async () => ({ rect: TILE, probability }));
  forgetHistory('a');
  const entry = readyImage('a', side, new Array<number>(side * side).fill(0));
  useStore.setState({ ...documentOf([entry]) });
  paint(200, 200);
  await addClick(hint(30, 30));
  reset();
  await addClick(hint(90, 90));
  const added = { ...counts };
  reset();
  await removeClick(1);
  const removed = { ...counts };
  const { rect } = refine.mock.calls.at(-1)?.[0].prior ?? {};
  refine.mockImplementation(answer);
  return { added, removed, rect };
}

test('a click costs what its tile does, however large the picture is', async () => {
  const small = await costOfClick(1024);
  const large = await costOfClick(2048);
  expect([small.rect, large.rect]).toEqual([TILE, TILE]);
  expect(large.added.largest).toBe(TILE.width * TILE.height);
  expect(large.removed.largest).toBe(TILE.width * TILE.height);
  // Places along longer rows take some bytes more in a step.
  expect(large.added.elements - small.added.elements).toBeLessThan(100);
  expect(large.removed.elements - small.removed.elements).toBeLessThan(100);
});

/** The same model, answering for the pixels around the newest click alone. */
const answerNearby = async (question: RefineRequest) => {
  const { probability } = await answer(question);
  const { x, y } = question.clicks.at(-1)?.at ?? { x: 0, y: 0 };
  const rect = clipRect(
    { x: Math.floor(x) - 5, y: Math.floor(y) - 5, width: 11, height: 11 },
    SIZE,
  );
  if (!rect) throw new Error('the click lies outside the picture');
  return { rect, probability: crop(probability, WIDTH, rect) };
};

test('clicks, hand work between them and a click taken back make the same mask from answers for parts of it', async () => {
  const states: number[][][] = [];
  for (const model of [answer, answerNearby]) {
    refine.mockImplementation(model);
    forgetHistory('a');
    const entry = readyImage('a', WIDTH, LABELS);
    useStore.setState({ ...documentOf([entry]) });
    const seen: number[][] = [];
    const look = (): void => {
      seen.push(reviewed(), edits());
    };
    paint(9, 1);
    await addClick(hint(12, 3));
    look();
    await addClick(hint(13, 4, false));
    paint(16, 10);
    await addClick(hint(3, 8, false));
    look();
    await removeClick(0);
    look();
    undo();
    await removeClick(2);
    look();
    states.push(seen);
  }
  refine.mockImplementation(answer);
  expect(states[1]).toEqual(states[0]);
  expect(new Set(states[0]?.map(String)).size).toBeGreaterThan(4);
});
