import { toImage, toScreen } from '@/core/geometry';
import type { ImagePoint } from '@/core/types';
import { canvasKeyOf } from '@/state/commands/canvas-keys';
import { selectActiveImage, selectPointedAt } from '@/state/store/selectors';
import { setView, useStore } from '@/state/store/store';
import { middleOf, panBy } from '@/state/view/view';
import {
  beginGesture,
  endGesture,
  gesturingBy,
  moveGesture,
  settleGesture,
  toolAtHand,
} from './gesture';
import type { ToolEvent } from './tools/tool';

/** How far an arrow key with Shift goes. */
const LARGE_MOVE = 10;
/** The crosshair stays this far from the canvas’s edge, in CSS pixels: the picture moves instead. Less than a fitted picture keeps. */
const MARGIN_PX = 12;

const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * Uses the tools from the focused canvas without a pointer.
 *
 * - Arrows move a crosshair by one image pixel, with Shift by ten. At the canvas's edge they move
 *   the image.
 * - Enter starts a stroke and ends it; for tools that do not draw it is a tap. With Shift it draws
 *   a line by hand instead of setting a corner. With Alt it does the inverse, as the right button
 *   does.
 * - Backspace and Delete remove the last corner of an unfinished line, whoever set it.
 * - With the pan tool keys keep their usual meaning. So do arrows after a pointer has pressed the
 *   canvas, until Enter: a user who draws with a mouse goes to the next image with arrows.
 *
 * @returns removes the listeners
 */
export function listenToKeys(element: HTMLElement): () => void {
  const life = new AbortController();
  let isFocused = false;
  /** A pointer has pressed the canvas since it got the focus. */
  let isPressed = false;
  const show = (): void => {
    if (isFocused && !isPressed) showCrosshair();
  };
  const stopWatching = useStore.subscribe((state, before) => {
    if (state.tool !== before.tool) show();
  });
  element.addEventListener(
    'focus',
    () => {
      isFocused = true;
      show();
    },
    { signal: life.signal },
  );
  element.addEventListener(
    'pointerdown',
    () => {
      if (gesturingBy() !== 'keys') isPressed = true; // what keys draw they also end
    },
    { signal: life.signal },
  );
  element.addEventListener(
    'keydown',
    (event) => {
      const meaning = canvasKeyOf(event);
      const isArrow = meaning === 'move' || meaning === 'moveFar';
      const isPress = meaning === 'draw' || meaning === 'inverse' || meaning === 'add';
      if (toolAtHand().id === 'pan') return;
      const isStepBack = meaning === 'stepBack' && toolAtHand().onStepBack?.();
      if (!isArrow && !isPress && !isStepBack) return;
      if (isArrow && isPressed) return;
      event.preventDefault();
      event.stopPropagation();
      if (isStepBack) return;
      isPressed = false;
      const by = gesturingBy();
      if (by !== null && by !== 'keys') return; // a pointer is at work
      if (isArrow) moveCrosshair(event);
      else if (!event.repeat) press(event);
    },
    { signal: life.signal },
  );
  element.addEventListener(
    'blur',
    () => {
      isFocused = false;
      isPressed = false;
      if (gesturingBy() === 'keys') settleGesture();
      const { crosshair, view } = useStore.getState();
      // The keys continue from here when the focus comes back.
      if (crosshair)
        setView({ pointer: toScreen(view, crosshair), crosshair: null, hoveredLabel: 0 });
    },
    { signal: life.signal },
  );
  return () => {
    stopWatching();
    life.abort();
  };
}

/** Shows where the first key will act. Not with the pan tool, which has no keys. */
function showCrosshair(): void {
  const state = useStore.getState();
  if (!selectActiveImage(state)?.facts) return;
  setView({ crosshair: toolAtHand().id === 'pan' ? null : placeOfKeys() });
}

function press(event: KeyboardEvent): void {
  const crosshair = placeOfKeys();
  const at = toolEvent(crosshair, event);
  const tool = toolAtHand();
  setView({ crosshair });
  if (gesturingBy() === 'keys') {
    endGesture(at);
    return;
  }
  beginGesture('keys', tool, at);
  if (tool.isTapped && !(tool.isDrawnWithShift && event.shiftKey)) endGesture(at);
}

/**
 * Where the keys continue: a stroke from its end, anything else within sight. The first time it is
 * the pointer's last position, or the middle.
 */
function placeOfKeys(): ImagePoint {
  const state = useStore.getState();
  const { view, canvasSize } = state;
  const at = selectPointedAt(state) ?? toImage(view, middleOf(canvasSize));
  if (gesturingBy() === 'keys') return at;
  const { x, y } = toScreen(view, at);
  const inSight = { x: clamp(x, 0, canvasSize.width), y: clamp(y, 0, canvasSize.height) };
  return inSight.x === x && inSight.y === y ? at : toImage(view, inSight);
}

function moveCrosshair(event: KeyboardEvent): void {
  const size = selectActiveImage(useStore.getState())?.facts?.size;
  const [dx, dy] = DIRECTIONS[event.key] ?? [0, 0];
  if (!size) return;
  const { canvasSize, view } = useStore.getState();
  const at = placeOfKeys();
  // A move is always seen: on a picture shown smaller it is one pixel of the screen.
  const distance = (event.shiftKey ? LARGE_MOVE : 1) * Math.max(1, 1 / view.scale);
  const next = {
    x: middleOfPixel(at.x + dx * distance, size.width),
    y: middleOfPixel(at.y + dy * distance, size.height),
  };
  const wanted = toScreen(view, next);
  panBy(
    clamp(wanted.x, MARGIN_PX, canvasSize.width - MARGIN_PX) - wanted.x,
    clamp(wanted.y, MARGIN_PX, canvasSize.height - MARGIN_PX) - wanted.y,
  );
  setView({ crosshair: next });
  const moved = toolEvent(next, event);
  if (gesturingBy() === 'keys') moveGesture(moved);
  else toolAtHand().onHover?.(moved);
}

function toolEvent(at: ImagePoint, { shiftKey, altKey }: KeyboardEvent): ToolEvent {
  const screen = toScreen(useStore.getState().view, at);
  return { screen, at, isSecondary: false, isFinger: false, shift: shiftKey, alt: altKey };
}

function middleOfPixel(value: number, length: number): number {
  return clamp(Math.floor(value), 0, length - 1) + 0.5;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
