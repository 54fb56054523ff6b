import { beforeEach, expect, test, vi } from 'vitest';
import type { ImagePoint } from '@/core/types';
import { startStroke } from '@/state/edit/brush';
import { redo, undo } from '@/state/edit/undo';
import { forgetHistory } from '@/state/history/history';
import { startSettling, unfinishedOf } from '@/state/history/unfinished';
import { arraysOf } from '@/state/image/layers';
import { setActive, setView, updateImage } from '@/state/store/store';
import { openImages, readyImage } from '@/testing/image';
import { linePreview } from './line-preview';
import { lineTool } from './line-tool';
import type { ToolEvent } from './tool';

const act = vi.fn<(points: readonly ImagePoint[], isInverted: boolean) => void>();
const lasso = lineTool(true, act);

function at(x: number, y: number, alt = false): ToolEvent {
  return { at: { x, y }, screen: { x, y }, isSecondary: false, isFinger: false, shift: false, alt };
}

function tap(x: number, y: number, alt = false): void {
  lasso.onDown(at(x, y, alt));
  lasso.onUp(at(x, y, alt));
}

const corners = (): readonly ImagePoint[] => linePreview()?.points ?? [];

beforeEach(() => {
  act.mockClear();
  lasso.onForget?.();
  forgetHistory('a');
  readyImage('a', 4, new Array(16).fill(0));
  setView({ view: { scale: 1, offsetX: 0, offsetY: 0 } });
});

test('a line drawn in one go acts when the pointer is lifted', () => {
  lasso.onDown(at(0, 0));
  for (const [x, y] of [
    [50, 0],
    [50, 50],
  ] as const)
    lasso.onMove(at(x, y));
  expect(linePreview()?.points).toHaveLength(3);
  lasso.onUp(at(50, 50));
  expect(act).toHaveBeenCalledExactlyOnceWith(
    [
      { x: 0, y: 0 },
      { x: 50, y: 0 },
      { x: 50, y: 50 },
    ],
    false,
  );
  expect(linePreview()).toBeNull();
});

test('taps set corners, and a tap on the first corner closes the polygon', () => {
  tap(0, 0);
  tap(100, 0);
  tap(100, 100);
  expect(act).not.toHaveBeenCalled();
  tap(3, 2);
  expect(act).toHaveBeenCalledExactlyOnceWith(
    [
      { x: 0, y: 0 },
      { x: 100, y: 0 },
      { x: 100, y: 100 },
    ],
    false,
  );
});

test('a second tap on the last corner ends the polygon too', () => {
  tap(0, 0, true);
  tap(100, 0);
  tap(50, 100);
  tap(50, 100);
  expect(act).toHaveBeenCalledExactlyOnceWith(
    [
      { x: 0, y: 0 },
      { x: 100, y: 0 },
      { x: 50, y: 100 },
    ],
    true,
  );
});

test('a tap on the last of too few corners ends nothing and sets nothing', () => {
  tap(0, 0);
  tap(2, 2);
  expect(corners()).toEqual([{ x: 0, y: 0 }]);
  tap(100, 0);
  tap(100, 0);
  expect(act).not.toHaveBeenCalled();
  expect(corners()).toHaveLength(2);
  tap(50, 50);
  tap(50, 50);
  expect(act.mock.calls[0]?.[0]).toHaveLength(3);
});

test('two corners can be a little apart: only a tap on the last itself ends the polygon', () => {
  for (const x of [0, 20, 28, 36]) tap(x, 50);
  expect(act).not.toHaveBeenCalled();
  expect(corners()).toHaveLength(4);
});

test('a finger has twice the room to hit a corner again', () => {
  const byFinger = (x: number): ToolEvent => ({ ...at(x, 0), isFinger: true });
  for (const x of [0, 50, 100, 109]) {
    lasso.onDown(byFinger(x));
    lasso.onUp(byFinger(x));
  }
  expect(act.mock.calls[0]?.[0]).toHaveLength(3);
});

test('a line that surrounds nothing needs two points to cut', () => {
  const cut = vi.fn();
  const split = lineTool(false, cut);
  for (const x of [10, 10, 60]) {
    split.onDown(at(x, 0));
    split.onUp(at(x, 0));
  }
  expect(cut).not.toHaveBeenCalled();
  split.onDown(at(60, 0));
  split.onUp(at(60, 0));
  expect(cut.mock.calls[0]?.[0]).toHaveLength(2);
});

test('between corners a stretch can be drawn by hand', () => {
  tap(0, 0);
  lasso.onDown(at(40, 0));
  lasso.onMove(at(60, 20));
  lasso.onUp(at(60, 20));
  expect(act).not.toHaveBeenCalled();
  tap(0, 90);
  tap(0, 90);
  expect(act.mock.calls[0]?.[0]).toHaveLength(4);
});

test('a stroke taken back leaves the corners set before it', () => {
  tap(0, 0);
  tap(100, 0);
  lasso.onDown(at(50, 50));
  lasso.onMove(at(80, 80));
  lasso.onCancel();
  expect(linePreview()?.points).toEqual([
    { x: 0, y: 0 },
    { x: 100, y: 0 },
  ]);
});

test('forgetting drops every corner', () => {
  tap(0, 0);
  tap(100, 0);
  lasso.onForget?.();
  expect(linePreview()).toBeNull();
  tap(100, 100);
  expect(corners()).toHaveLength(1);
});

test('undo while corners wait for more takes the last one back, and the step before only when none is left', () => {
  const isPainted = (): boolean => arraysOf('a')?.reviewed.some((label) => label > 0) ?? false;
  startStroke({ x: 1, y: 1 }, false)?.finish();
  tap(0, 0);
  tap(100, 0);
  expect(openImages()[0]).toMatchObject({ canUndo: true, canRedo: false });
  undo();
  expect(corners()).toEqual([{ x: 0, y: 0 }]);
  undo();
  expect(linePreview()).toBeNull();
  expect(isPainted()).toBe(true);
  undo();
  expect(isPainted()).toBe(false);
  redo();
  expect(isPainted()).toBe(true);
});

test('undo takes back what is drawn under the pointer, and the rest of that stroke draws nothing', () => {
  tap(0, 0);
  lasso.onDown(at(50, 50));
  lasso.onMove(at(80, 80));
  undo();
  lasso.onMove(at(90, 90));
  lasso.onUp(at(90, 90));
  expect(act).not.toHaveBeenCalled();
  expect(corners()).toEqual([{ x: 0, y: 0 }]);
});

test('a line that has acted, and corners left behind on another image, leave nothing to take back', () => {
  tap(0, 0);
  tap(100, 0);
  tap(50, 100);
  tap(50, 100);
  expect(unfinishedOf('a')).toEqual([]);
  const stop = startSettling();
  tap(0, 0);
  setActive('b');
  stop();
  expect(unfinishedOf('a')).toEqual([]);
  expect(linePreview()).toBeNull();
});

test('on an image without a mask no line is drawn, since it could do nothing', () => {
  updateImage('a', { phase: 'segmenting' });
  tap(0, 0);
  expect(linePreview()).toBeNull();
});
