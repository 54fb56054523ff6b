import { beforeEach, expect, test, vi } from 'vitest';
import type { ImagePoint } from '@/core/types';
import { useStore } from '@/state/store';
import { linePreview } from './line-preview';
import { lineTool } from './line-tool';
import type { ToolEvent } from './tool';

const act = vi.fn<(points: readonly ImagePoint[], isInverted: boolean) => void>();
const lasso = lineTool('lasso', true, act);

function at(x: number, y: number, alt = false): ToolEvent {
  return { at: { x, y }, screen: { x, y }, isSecondary: false, shift: false, alt };
}

function tap(x: number, y: number, alt = false): void {
  lasso.onDown(at(x, y, alt));
  lasso.onUp(at(x, y, alt));
}

beforeEach(() => {
  act.mockClear();
  lasso.onForget?.();
  useStore.getState().setView({ view: { scale: 1, offsetX: 0, offsetY: 0 } });
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
  tap(100, 100);
  expect(act.mock.calls[0]?.[0]).toHaveLength(1);
});
