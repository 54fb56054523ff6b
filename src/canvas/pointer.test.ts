import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { undo } from '@/state/edit/undo';
import { forgetHistory } from '@/state/history/history';
import { arraysOf } from '@/state/image/layers';
import { setPenOnly, useStore } from '@/state/store/store';
import { panBy } from '@/state/view/view';
import { openImages, readyImage } from '@/testing/image';
import { beginGesture, endGesture, toolAtHand, watchGestures } from './gesture';
import { listenToPointers } from './pointer';

const SIDE_PX = 100;

/** What listenToPointers needs of an element. */
class Surface extends EventTarget {
  setPointerCapture(): void {}
  focus(): void {}
  getBoundingClientRect() {
    return { left: 0, top: 0 };
  }
}

type Kind = 'mouse' | 'pen' | 'touch';

let surface: Surface;
let stops: (() => void)[];

function send(
  type: string,
  pointerType: Kind,
  pointerId: number,
  x = 0,
  y = 0,
  { altKey = false, button = 0, buttons = 1 } = {},
): void {
  const event = new Event(type, { cancelable: true });
  const facts = { pointerType, pointerId, clientX: x, clientY: y, button, buttons, altKey };
  surface.dispatchEvent(Object.assign(event, facts));
}

/** What a key press holds down: nothing. */
const held = { isSecondary: false, isFinger: false, shift: false, alt: false };

/** Objects of the mask as it is shown now, strokes under way included. */
const paintedPx = (): number => arraysOf('a')?.reviewed.filter((label) => label > 0).length ?? -1;
const undoable = (): boolean | undefined => openImages()[0]?.canUndo;
const view = () => useStore.getState().view;
const whole = { scale: 1, offsetX: 0, offsetY: 0 };

beforeEach(() => {
  vi.stubGlobal('window', new EventTarget());
  forgetHistory('a');
  readyImage('a', SIDE_PX, new Array(SIDE_PX * SIDE_PX).fill(0));
  useStore.setState({
    tool: 'brush',
    radiusPx: 3,
    penOnly: null,
    swipe: null,
    view: whole,
    canvasSize: { width: SIDE_PX, height: SIDE_PX },
  });
  surface = new Surface();
  stops = [listenToPointers(surface as unknown as HTMLElement), watchGestures()];
});

afterEach(() => {
  for (const stop of stops) stop();
  vi.unstubAllGlobals();
});

test('a finger paints until a pen is seen; from then on it only moves the picture', () => {
  send('pointerdown', 'touch', 1, 50, 50);
  send('pointerup', 'touch', 1, 50, 50);
  const byFinger = paintedPx();
  expect(byFinger).toBeGreaterThan(0);
  send('pointerdown', 'pen', 2, 20, 20);
  send('pointerup', 'pen', 2, 20, 20);
  const byPen = paintedPx();
  expect(byPen).toBeGreaterThan(byFinger);
  send('pointerdown', 'touch', 3, 70, 70);
  send('pointermove', 'touch', 3, 80, 75);
  send('pointerup', 'touch', 3, 80, 75);
  expect(paintedPx()).toBe(byPen);
  expect(view()).toEqual({ scale: 1, offsetX: 10, offsetY: 5 });
});

test('the other end of a pen erases, whatever the tool, and the tool stays', () => {
  const otherEnd = { button: 5, buttons: 32 };
  readyImage('a', SIDE_PX, new Array(SIDE_PX * SIDE_PX).fill(1));
  useStore.setState({ tool: 'select' });
  send('pointerdown', 'pen', 1, 20, 20, otherEnd);
  send('pointermove', 'pen', 1, 40, 20, { button: -1, buttons: 32 });
  send('pointerup', 'pen', 1, 40, 20, { button: 5, buttons: 0 });
  expect(arraysOf('a')?.reviewed[20 * SIDE_PX + 30]).toBe(0);
  expect(arraysOf('a')?.reviewed[60 * SIDE_PX + 30]).toBe(1);
  expect(useStore.getState().tool).toBe('select');
  expect(undoable()).toBe(true);
});

test('a person who lets fingers draw keeps that, however often a pen comes', () => {
  setPenOnly(false);
  send('pointerdown', 'pen', 1, 20, 20);
  send('pointerup', 'pen', 1, 20, 20);
  const byPen = paintedPx();
  send('pointerdown', 'touch', 2, 70, 70);
  send('pointerup', 'touch', 2, 70, 70);
  expect(paintedPx()).toBeGreaterThan(byPen);
});

test('a hand that comes down while the pen draws neither paints nor moves the picture', () => {
  send('pointerdown', 'pen', 1, 20, 20);
  const before = paintedPx();
  send('pointerdown', 'touch', 2, 70, 70);
  send('pointerdown', 'touch', 3, 80, 80);
  send('pointermove', 'touch', 2, 40, 90);
  send('pointermove', 'touch', 3, 95, 60);
  expect(paintedPx()).toBe(before);
  send('pointermove', 'pen', 1, 30, 20);
  expect(paintedPx()).toBeGreaterThan(before);
  send('pointerup', 'pen', 1, 30, 20);
  expect(undoable()).toBe(true);
  send('pointermove', 'touch', 2, 20, 20);
  expect(view()).toEqual(whole);
});

test('a stroke of the hand that came down before the pen is taken back, and the hand then rests', () => {
  send('pointerdown', 'touch', 1, 70, 70);
  send('pointermove', 'touch', 1, 80, 70);
  send('pointerdown', 'pen', 2, 20, 20);
  send('pointermove', 'touch', 1, 90, 90);
  send('pointerup', 'pen', 2, 20, 20);
  send('pointermove', 'touch', 1, 60, 60);
  expect(view()).toEqual(whole);
  // It counts for no pinch either.
  send('pointerdown', 'touch', 3, 10, 10);
  send('pointermove', 'touch', 3, 15, 10);
  expect(view()).toEqual({ ...whole, offsetX: 5 });
  send('pointerup', 'touch', 3, 15, 10);
  send('pointerup', 'touch', 1, 60, 60);
  expect(arraysOf('a')?.reviewed[70 * SIDE_PX + 75]).toBe(0);
  expect(arraysOf('a')?.reviewed[20 * SIDE_PX + 20]).toBeGreaterThan(0);
});

test('a second finger turns a stroke into a pinch, and nothing of the stroke is left', () => {
  send('pointerdown', 'touch', 1, 40, 50);
  send('pointermove', 'touch', 1, 45, 50);
  expect(paintedPx()).toBeGreaterThan(0);
  send('pointerdown', 'touch', 2, 60, 50);
  send('pointermove', 'touch', 2, 75, 50);
  expect(paintedPx()).toBe(0);
  expect(undoable()).toBe(false);
  expect(view().scale).toBeCloseTo(2, 5);
  // The finger that stays after a pinch does not begin to paint.
  send('pointerup', 'touch', 2, 75, 50);
  send('pointermove', 'touch', 1, 30, 30);
  send('pointerup', 'touch', 1, 30, 30);
  expect(paintedPx()).toBe(0);
});

test('a tool that cannot begin leaves no gesture behind that other hands would wait for', () => {
  const failing = {
    ...toolAtHand(),
    onDown: () => {
      throw new Error('no number is left');
    },
  };
  const event = { at: { x: 1, y: 1 }, screen: { x: 1, y: 1 } };
  expect(() => beginGesture('keys', failing, { ...event, ...held })).toThrow();
  send('pointerdown', 'mouse', 1, 20, 20);
  send('pointerup', 'mouse', 1, 20, 20);
  expect(paintedPx()).toBeGreaterThan(0);
});

test('a picture that moves under a stroke leaves no band between the two places', () => {
  send('pointermove', 'mouse', 1, 20, 20);
  send('pointerdown', 'mouse', 1, 20, 20);
  panBy(-50, 0);
  send('pointermove', 'mouse', 1, 20, 30);
  send('pointerup', 'mouse', 1, 20, 30);
  const painted = (x: number, y: number) => arraysOf('a')?.reviewed[y * SIDE_PX + x];
  expect(painted(20, 20)).toBeGreaterThan(0);
  expect(painted(70, 25)).toBeGreaterThan(0);
  expect(painted(45, 23)).toBe(0);
});

test('a finger that trembles while it taps still selects, and a mouse that moves as far drags the picture', () => {
  readyImage('a', SIDE_PX, new Array(SIDE_PX * SIDE_PX).fill(1));
  useStore.setState({ tool: 'select' });
  const tap = (kind: Kind): void => {
    send('pointerdown', kind, 1, 50, 50);
    send('pointermove', kind, 1, 57, 50);
    send('pointerup', kind, 1, 57, 50);
  };
  tap('touch');
  expect(useStore.getState()).toMatchObject({ selection: [1], view: whole });
  useStore.setState({ selection: [] });
  tap('mouse');
  expect(useStore.getState()).toMatchObject({ selection: [], view: { ...whole, offsetX: 7 } });
});

test('a second pointer never begins a second stroke', () => {
  send('pointerdown', 'mouse', 1, 20, 20);
  const before = paintedPx();
  send('pointerdown', 'pen', 2, 70, 70);
  send('pointermove', 'pen', 2, 80, 80);
  send('pointerup', 'pen', 2, 80, 80);
  expect(paintedPx()).toBe(before);
  send('pointerup', 'mouse', 1, 20, 20);
  expect(paintedPx()).toBe(before);
  expect(undoable()).toBe(true);
});

test.each(['pointercancel', 'lostpointercapture'])('%s leaves no trace of a stroke', (type) => {
  send('pointerdown', 'pen', 1, 20, 20);
  send('pointermove', 'pen', 1, 40, 20);
  send(type, 'pen', 1, 40, 20);
  expect(paintedPx()).toBe(0);
  expect(undoable()).toBe(false);
  send('pointermove', 'pen', 1, 60, 20);
  expect(paintedPx()).toBe(0);
});

test('a window that loses the focus leaves no trace of a stroke', () => {
  send('pointerdown', 'mouse', 1, 20, 20);
  send('pointermove', 'mouse', 1, 40, 20);
  window.dispatchEvent(new Event('blur'));
  expect(paintedPx()).toBe(0);
  expect(undoable()).toBe(false);
});

test('a nudge of the mouse while the keys draw moves nothing, and afterwards it takes over', () => {
  const stroke = { at: { x: 20.5, y: 20.5 }, screen: { x: 20.5, y: 20.5 } };
  useStore.setState({ crosshair: stroke.at });
  beginGesture('keys', toolAtHand(), { ...stroke, ...held });
  send('pointermove', 'mouse', 1, 70, 70);
  send('pointerleave', 'mouse', 1, 99, 99);
  expect(useStore.getState().crosshair).toEqual(stroke.at);
  endGesture({ ...stroke, ...held });
  send('pointermove', 'mouse', 1, 70, 70);
  expect(useStore.getState()).toMatchObject({ crosshair: null, pointer: { x: 70, y: 70 } });
});

test('while two masks are compared the tools work as they look', () => {
  useStore.setState({ swipe: { left: 'ai', right: 'reviewed', at: 0.5 } });
  send('pointerdown', 'mouse', 1, 20, 20);
  send('pointermove', 'mouse', 1, 30, 20);
  send('pointerup', 'mouse', 1, 30, 20);
  expect(paintedPx()).toBeGreaterThan(0);
  expect(view()).toEqual(whole);
});

test('an undo by another hand takes the stroke under way back, and what is left of it paints nothing', () => {
  send('pointerdown', 'pen', 1, 20, 20);
  send('pointermove', 'pen', 1, 40, 20);
  undo();
  send('pointermove', 'pen', 1, 60, 20);
  send('pointerup', 'pen', 1, 60, 20);
  expect(paintedPx()).toBe(0);
  expect(undoable()).toBe(false);
});

function turnWheel(
  deltaY: number,
  held: { readonly shiftKey?: true; readonly ctrlKey?: true } = {},
) {
  const facts = { clientX: 50, clientY: 50, deltaX: 0, deltaY, deltaMode: 0 };
  const free = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
  surface.dispatchEvent(Object.assign(new Event('wheel'), facts, free, held));
}

test('the wheel zooms about the pointer, as a pinch of a trackpad does, and with Shift it turns the radius', () => {
  turnWheel(-100);
  const { scale } = view();
  expect(scale).toBeGreaterThan(1);
  turnWheel(-10, { ctrlKey: true });
  expect(view().scale).toBeGreaterThan(scale);
  expect(useStore.getState().radiusPx).toBe(3);
  const before = view();
  turnWheel(-100, { shiftKey: true });
  expect(useStore.getState().radiusPx).toBeGreaterThan(3);
  turnWheel(200, { shiftKey: true });
  expect(useStore.getState().radiusPx).toBeLessThan(3);
  expect(view()).toEqual(before);
});

test('a finger is pointed with while it draws, so that the ring is seen around it, and not when it pinches or moves the picture', () => {
  const pointer = () => useStore.getState().pointer;
  useStore.setState({ pointer: null });
  send('pointerdown', 'touch', 1, 50, 50);
  expect(pointer()).toEqual({ x: 50, y: 50 });
  send('pointermove', 'touch', 1, 60, 50);
  expect(pointer()).toEqual({ x: 60, y: 50 });
  send('pointerdown', 'touch', 2, 80, 50);
  send('pointermove', 'touch', 2, 90, 50);
  expect(pointer()).toBeNull();
  send('pointerup', 'touch', 1, 60, 50);
  send('pointerup', 'touch', 2, 90, 50);
  setPenOnly(true);
  send('pointerdown', 'touch', 3, 50, 50);
  send('pointermove', 'touch', 3, 60, 50);
  expect(pointer()).toBeNull();
  send('pointerup', 'touch', 3, 60, 50);
});

test('a hand that is lifted while the pen draws takes the ring from nobody', () => {
  send('pointerdown', 'pen', 1, 20, 20);
  send('pointerleave', 'touch', 2, 90, 90);
  expect(useStore.getState().pointer).toEqual({ x: 20, y: 20 });
  send('pointerup', 'pen', 1, 20, 20);
  send('pointerleave', 'pen', 1, 20, 20);
  expect(useStore.getState().pointer).toBeNull();
});

function alt(type: 'keydown' | 'keyup'): void {
  window.dispatchEvent(Object.assign(new Event(type), { key: 'Alt' }));
}

test('what Alt or the right button would turn round is said before the press, and stays while it lasts', () => {
  const isInverse = () => useStore.getState().isInverse;
  alt('keydown');
  expect(isInverse()).toBe(true);
  alt('keyup');
  expect(isInverse()).toBe(false);
  send('pointermove', 'mouse', 1, 20, 20, { altKey: true, buttons: 0 });
  expect(isInverse()).toBe(true);
  send('pointerdown', 'mouse', 1, 20, 20, { altKey: true });
  alt('keyup'); // the stroke goes on as it began
  expect(isInverse()).toBe(true);
  send('pointerup', 'mouse', 1, 20, 20);
  expect(isInverse()).toBe(false);
  send('pointerdown', 'mouse', 1, 20, 20, { button: 2, buttons: 2 });
  expect(isInverse()).toBe(true);
  send('pointerup', 'mouse', 1, 20, 20, { button: 2, buttons: 0 });
  expect(isInverse()).toBe(false);
  send('pointerdown', 'pen', 2, 20, 20, { button: 5, buttons: 32 }); // its other end
  expect(isInverse()).toBe(true);
  send('pointerup', 'pen', 2, 20, 20, { button: 5, buttons: 0 });
  expect(isInverse()).toBe(false);
  alt('keydown');
  window.dispatchEvent(new Event('blur'));
  expect(isInverse()).toBe(false);
});

test('corners of a lasso that takes away say so until the line is closed', () => {
  const isInverse = () => useStore.getState().isInverse;
  useStore.setState({ tool: 'lasso' });
  send('pointerdown', 'mouse', 1, 20, 20, { altKey: true });
  send('pointerup', 'mouse', 1, 20, 20);
  send('pointermove', 'mouse', 1, 60, 20, { buttons: 0 });
  expect(isInverse()).toBe(true);
  for (const [x, y] of [
    [60, 20],
    [60, 60],
    [20, 20],
  ] as const) {
    send('pointerdown', 'mouse', 1, x, y);
    send('pointerup', 'mouse', 1, x, y);
  }
  expect(isInverse()).toBe(false);
});
