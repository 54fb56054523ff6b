import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { named } from '@/core/errors';
import { toScreen } from '@/core/geometry';
import { undo } from '@/state/edit/undo';
import { forgetHistory } from '@/state/history/history';
import { arraysOf } from '@/state/image/layers';
import { provideServices } from '@/state/store/services';
import { setActive, setTool, useStore } from '@/state/store/store';
import { panBy, zoomBy } from '@/state/view/view';
import { documentOf, openImages, readyImage } from '@/testing/image';
import { watchGestures } from './gesture';
import { listenToKeys } from './keyboard-pointer';
import { linePreview } from './tools/line-preview';

const SIDE_PX = 100;
/** Two objects: at the left 1, at the right 2. */
const LABELS = Array.from({ length: SIDE_PX * SIDE_PX }, (_, i) => {
  const x = i % SIDE_PX;
  if (x >= 10 && x < 20) return 1;
  return x >= 80 && x < 90 ? 2 : 0;
});

let canvas: EventTarget;
let stops: (() => void)[];

function press(
  key: string,
  held: { shift?: boolean; alt?: boolean; repeat?: boolean } = {},
): boolean {
  const event = new Event('keydown', { cancelable: true });
  const { shift = false, alt = false, repeat = false } = held;
  const facts = { key, shiftKey: shift, altKey: alt, ctrlKey: false, metaKey: false, repeat };
  return canvas.dispatchEvent(Object.assign(event, facts)); // whether the page may use the key
}

function pressEscape(): void {
  window.dispatchEvent(Object.assign(new Event('keydown'), { key: 'Escape' }));
}

const crosshair = () => useStore.getState().crosshair;
/** Where the crosshair is seen, in CSS pixels. */
const seenAt = () => toScreen(view(), crosshair() ?? { x: Number.NaN, y: Number.NaN });
const view = () => useStore.getState().view;
const labelAt = (x: number, y: number) => arraysOf('a')?.reviewed[y * SIDE_PX + x];
const undoable = () => openImages()[0]?.canUndo;

beforeEach(() => {
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('Element', class {});
  forgetHistory('a');
  readyImage('a', SIDE_PX, LABELS);
  useStore.setState({
    tool: 'brush',
    radiusPx: 2,
    swipe: null,
    pointer: null,
    crosshair: null,
    view: { scale: 4, offsetX: 0, offsetY: 0 },
    canvasSize: { width: 200, height: 200 },
  });
  canvas = new EventTarget();
  stops = [listenToKeys(canvas as unknown as HTMLElement), watchGestures()];
});

afterEach(() => {
  canvas.dispatchEvent(new Event('blur'));
  for (const stop of stops) stop();
  vi.unstubAllGlobals();
});

test('arrows move the crosshair from the middle by a pixel of the image, with Shift by ten', () => {
  press('ArrowRight');
  expect(crosshair()).toEqual({ x: 26.5, y: 25.5 });
  press('ArrowUp', { shift: true });
  expect(crosshair()).toEqual({ x: 26.5, y: 15.5 });
});

test('with the focus and a drawing tool the crosshair is seen before the first key, and with the pan tool it is not', () => {
  useStore.setState({ tool: 'pan' });
  canvas.dispatchEvent(new Event('focus'));
  expect(crosshair()).toBeNull();
  setTool('brush');
  expect(crosshair()).toEqual({ x: 25, y: 25 });
  setTool('pan');
  expect(crosshair()).toBeNull();
});

test('a press that gives the canvas the focus shows no crosshair under the pointer', () => {
  canvas.dispatchEvent(new Event('pointerdown'));
  canvas.dispatchEvent(new Event('focus'));
  setTool('eraser');
  expect(crosshair()).toBeNull();
});

test('on a picture shown smaller a step is one pixel of the screen', () => {
  useStore.setState({ view: { scale: 0.25, offsetX: 60, offsetY: 60 }, pointer: { x: 70, y: 70 } });
  press('ArrowRight');
  expect(crosshair()?.x).toBe(44.5);
});

test('where the canvas ends the picture moves, and where the picture ends the crosshair stays', () => {
  for (let i = 0; i < 4; i++) press('ArrowRight', { shift: true });
  expect(seenAt()).toEqual({ x: 200 - 12, y: 4 * 25.5 });
  expect(view().offsetX).toBe(200 - 12 - 4 * 65.5);
  for (let i = 0; i < 20; i++) press('ArrowRight', { shift: true });
  expect(crosshair()?.x).toBe(SIDE_PX - 0.5);
});

test('Enter puts the brush down and lifts it, and a key held down is one press', () => {
  press('Enter');
  press('Enter', { repeat: true });
  press('ArrowRight', { shift: true });
  press('Enter');
  expect([labelAt(25, 25), labelAt(30, 25), labelAt(35, 25)].every((label) => label)).toBe(true);
  press('ArrowRight', { shift: true });
  expect(labelAt(45, 25)).toBe(0);
  expect(undoable()).toBe(true);
});

test('Escape takes a stroke back without a trace', () => {
  press('Enter');
  press('ArrowRight', { shift: true });
  pressEscape();
  expect(Array.from(arraysOf('a')?.reviewed ?? [])).toEqual(LABELS);
  expect(undoable()).toBe(false);
});

test('who leaves the canvas in mid-stroke keeps what is drawn, and can undo it', () => {
  press('Enter');
  press('ArrowRight', { shift: true });
  canvas.dispatchEvent(new Event('blur'));
  window.dispatchEvent(new Event('blur'));
  expect(labelAt(30, 25)).toBeGreaterThan(0);
  undo();
  expect(Array.from(arraysOf('a')?.reviewed ?? [])).toEqual(LABELS);
});

test('a zoom and a move of the picture in mid-stroke change nothing of the stroke', () => {
  const stroke = (between: () => void): number[] => {
    useStore.setState({ crosshair: { x: 25.5, y: 25.5 } });
    press('Enter');
    press('ArrowRight', { shift: true });
    between();
    press('ArrowRight');
    press('Enter');
    const labels = Array.from(arraysOf('a')?.reviewed ?? []);
    undo();
    return labels;
  };
  const plain = stroke(() => {});
  expect(plain).not.toEqual(LABELS);
  const moved = stroke(() => {
    zoomBy(2);
    expect(seenAt()).toEqual({ x: 4 * 35.5, y: 4 * 25.5 }); // about the crosshair
    panBy(-90, 60);
  });
  expect(moved).toEqual(plain);
});

test('the key of another tool keeps the stroke as it is, and the other tool has no part in it', () => {
  press('Enter');
  press('ArrowRight', { shift: true });
  setTool('eraser');
  expect(labelAt(30, 25)).toBeGreaterThan(0);
  expect(undoable()).toBe(true);
  press('ArrowLeft', { shift: true });
  expect(labelAt(30, 25)).toBeGreaterThan(0);
  undo();
  expect(labelAt(30, 25)).toBe(0);
});

test.each([
  ['brush', {}],
  ['lasso', { shift: true }],
] as const)('after an undo in mid-stroke the next Enter begins anew, %s', (tool, held) => {
  useStore.setState({ tool });
  press('Enter', held);
  press('ArrowRight', { shift: true });
  undo();
  press('ArrowDown', { shift: true });
  press('ArrowDown');
  press('Enter', held);
  press('ArrowRight', { shift: true });
  press('ArrowDown', { shift: true });
  press('Enter');
  expect(labelAt(44, 37)).toBeGreaterThan(0);
  expect(labelAt(30, 25)).toBe(0);
});

test('mid-stroke a press of the pointer does not give the arrows to the next image', () => {
  press('Enter');
  canvas.dispatchEvent(new Event('pointerdown'));
  expect(press('ArrowRight')).toBe(false);
  expect(crosshair()?.x).toBe(26.5);
});

test('who has moved the picture on begins where it is in sight, and never on another image', () => {
  press('ArrowRight');
  panBy(-150, 0); // the crosshair is beyond the left edge now
  press('ArrowRight');
  expect(view().offsetX).toBe(-150 + 12 - (4 * 38.5 - 150));
  expect(crosshair()?.x).toBe(38.5);
  setActive('a');
  expect(crosshair()).toBeNull();
});

test('Escape takes back a click that the model works on, unless the key is for a menu', async () => {
  const entry = readyImage('a', SIDE_PX, LABELS);
  useStore.setState({ ...documentOf([entry]), tool: 'click', notices: [] });
  let fail = (_: unknown): void => {};
  const refine = vi.fn(() => new Promise((_, reject) => (fail = reject)));
  const cancel = async () => fail(named('Cancelled', 'The refinement was taken back'));
  const services = { pixels: {}, engine: { refine, cancel } };
  provideServices(services as unknown as Parameters<typeof provideServices>[0]);
  press('Enter');
  await vi.waitFor(() => expect(refine).toHaveBeenCalledOnce());
  expect(useStore.getState().isRefining).toBe(true);
  useStore.setState({ contextMenu: { x: 0, y: 0, commandIds: [] } });
  pressEscape();
  expect(useStore.getState().isRefining).toBe(true);
  useStore.setState({ contextMenu: null });
  pressEscape();
  expect(useStore.getState()).toMatchObject({ isRefining: false, notices: [] });
  expect(undoable()).toBe(false);
});

test('Alt with Enter takes away what the brush would add', () => {
  useStore.setState({ pointer: { x: 4 * 15.5, y: 4 * 25.5 } });
  press('Enter', { alt: true });
  press('Enter');
  expect(labelAt(15, 25)).toBe(0);
});

test('one Enter selects the object under the crosshair, with Shift another one too', () => {
  useStore.setState({ tool: 'select', pointer: { x: 4 * 15.5, y: 4 * 25.5 } });
  press('Enter');
  expect(useStore.getState().selection).toEqual([1]);
  for (let i = 0; i < 7; i++) press('ArrowRight', { shift: true });
  press('Enter', { shift: true });
  expect(useStore.getState().selection).toEqual([1, 2]);
});

test('Backspace takes back the last corner of a line, and only without one is left to delete objects', () => {
  useStore.setState({ tool: 'lasso', selection: [1] });
  press('Enter');
  press('ArrowRight', { shift: true });
  press('Enter');
  expect(press('Backspace')).toBe(false);
  expect(linePreview()?.points).toEqual([{ x: 25, y: 25 }]);
  expect(press('Backspace')).toBe(false);
  expect(linePreview()).toBeNull();
  expect(press('Backspace')).toBe(true);
});

test('Shift with Enter draws the lasso along the way of the keys, until Enter closes it', () => {
  useStore.setState({ tool: 'lasso', crosshair: { x: 30.5, y: 30.5 } });
  press('Enter', { shift: true });
  press('ArrowRight', { shift: true });
  press('ArrowDown', { shift: true });
  press('ArrowLeft', { shift: true });
  expect(linePreview()?.points).toHaveLength(4);
  expect(labelAt(35, 35)).toBe(0);
  press('Enter');
  expect(linePreview()).toBeNull();
  const inside = [labelAt(31, 31), labelAt(35, 35), labelAt(39, 39)];
  expect(inside.every((label) => label)).toBe(true);
  expect([labelAt(29, 35), labelAt(42, 35), labelAt(35, 29), labelAt(35, 42)]).toEqual([
    0, 0, 0, 0,
  ]);
  expect(undoable()).toBe(true);
});

test('what the keys draw between corners waits for more, and Escape takes all of it back', () => {
  useStore.setState({ tool: 'lasso' });
  press('Enter');
  press('ArrowRight', { shift: true });
  press('Enter', { shift: true });
  press('ArrowDown', { shift: true });
  press('Enter');
  expect(linePreview()?.points).toHaveLength(3);
  pressEscape();
  expect(linePreview()).toBeNull();
  expect(undoable()).toBe(false);
});

test('with the pan tool, and with Ctrl or Alt, arrows are left to the shortcuts', () => {
  press('ArrowRight', { alt: true });
  useStore.setState({ tool: 'pan' });
  press('ArrowRight');
  expect(crosshair()).toBeNull();
});

test('after a press of the pointer arrows are left to the next image, until Enter or the focus comes back', () => {
  useStore.setState({ pointer: { x: 4 * 15.5, y: 4 * 25.5 } });
  canvas.dispatchEvent(new Event('pointerdown'));
  expect(press('ArrowRight')).toBe(true);
  expect(crosshair()).toBeNull();
  press('Enter');
  expect(press('ArrowRight')).toBe(false);
  expect(crosshair()?.x).toBe(16.5);
  press('Enter');
  canvas.dispatchEvent(new Event('pointerdown'));
  canvas.dispatchEvent(new Event('blur'));
  press('ArrowRight');
  expect(crosshair()?.x).toBe(17.5);
});
