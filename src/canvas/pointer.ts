import { toImage } from '@/core/geometry';
import type { ScreenPoint } from '@/core/types';
import { canvasKeyOf } from '@/state/commands/canvas-keys';
import type { KeyPress } from '@/state/commands/chords';
import { meetPen, setRadius, setView, useStore } from '@/state/store/store';
import { panBy, zoomBy } from '@/state/view/view';
import {
  beginGesture,
  cancelGesture,
  endGesture,
  gesturingBy,
  moveGesture,
  showWay,
  toolAtHand,
} from './gesture';
import type { Tool, ToolEvent } from './tools/tool';
import { tools } from './tools/tools';

/** The button of a pen's other end. */
const PEN_ERASER = 5;
/** Left, middle, right, and a pen's other end; not the browser's back and forward buttons. */
const WORKING_BUTTONS: ReadonlySet<number> = new Set([0, 1, 2, PEN_ERASER]);
/** A wheel notch of 100 units zooms by this factor. */
const WHEEL_ZOOM = 1.22;
const WHEEL_RADIUS = 1.15;
/** Commands of the canvas's context menu. */
const MENU = [
  'delete-objects',
  'merge-objects',
  'keep-selected',
  'fill-holes',
  'smooth',
  'back-to-ai',
  'toggle-mask',
  'swipe',
  'fit',
  'export-mask',
  'export-overlay',
] as const;

/**
 * Turns pointer and wheel events of an element into tool gestures: one pointer works the tool,
 * two fingers pan and zoom and never draw, the middle button pans, and the other end of a pen
 * erases, whatever the tool. Once a pen was seen
 * fingers only move the image, and hands that rest on the screen while it draws do nothing.
 *
 * @returns removes the listeners
 */
export function listenToPointers(element: HTMLElement): () => void {
  /**
   * Fingers on the image, by pointer id. Hands that rest while something else draws do not count.
   */
  const fingers = new Map<number, ScreenPoint>();
  const life = new AbortController();
  const on = <K extends keyof HTMLElementEventMap>(
    name: K,
    listener: (event: HTMLElementEventMap[K]) => void,
  ): void => element.addEventListener(name, listener, { signal: life.signal, passive: false });

  const screenOf = (event: MouseEvent): ScreenPoint => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const toolEvent = (event: PointerEvent): ToolEvent => {
    const screen = screenOf(event);
    return {
      screen,
      at: toImage(useStore.getState().view, screen),
      isSecondary: event.button === 2 || (event.buttons & 2) !== 0,
      isFinger: event.pointerType === 'touch',
      shift: event.shiftKey,
      alt: event.altKey,
    };
  };
  /** Shows the pointer's place: for a finger only while it draws, for others always. */
  const pointAt = (event: PointerEvent): void => {
    const { penOnly } = useStore.getState();
    const isDrawing = gesturingBy() === event.pointerId && !penOnly;
    if (event.pointerType === 'touch' && !isDrawing) return;
    setView({ pointer: screenOf(event), crosshair: null });
  };
  const chooseTool = (event: PointerEvent): Tool => {
    const { penOnly } = useStore.getState();
    if (event.button === 1 || (penOnly && event.pointerType === 'touch')) return tools.pan;
    return event.button === PEN_ERASER ? tools.eraser : toolAtHand();
  };
  const isByFinger = (): boolean => {
    const by = gesturingBy();
    return typeof by === 'number' && fingers.has(by);
  };

  on('pointerdown', (event) => {
    if (event.pointerType === 'touch') {
      if (gesturingBy() !== null && !isByFinger()) return; // a hand that rests
      fingers.set(event.pointerId, screenOf(event));
    }
    if (event.pointerType === 'pen') {
      meetPen();
      if (isByFinger()) cancelGesture();
      fingers.clear(); // the hand came down before the pen
    }
    element.setPointerCapture(event.pointerId);
    if (fingers.size > 1) {
      setView({ pointer: null });
      return cancelGesture(); // a pinch never draws
    }
    if (gesturingBy() !== null || !WORKING_BUTTONS.has(event.button)) return;
    event.preventDefault();
    element.focus({ preventScroll: true });
    beginGesture(event.pointerId, chooseTool(event), toolEvent(event));
    pointAt(event);
  });

  on('pointermove', (event) => {
    const screen = screenOf(event);
    const isTouch = event.pointerType === 'touch';
    if (gesturingBy() === 'keys') return; // a nudge of the mouse moves no stroke that keys draw
    pointAt(event);
    if (!isTouch) showWay(event.altKey);
    const before = fingers.get(event.pointerId);
    if (before) fingers.set(event.pointerId, screen);
    if (before && fingers.size === 2) {
      const [other] = [...fingers].filter(([id]) => id !== event.pointerId);
      if (other) pinch(before, screen, other[1]);
    } else if (gesturingBy() === event.pointerId) {
      // All positions since the last frame: fast strokes stay smooth.
      const passed = event.getCoalescedEvents?.() ?? [];
      for (const part of passed.length > 0 ? passed : [event]) moveGesture(toolEvent(part));
    } else if (gesturingBy() === null && !isTouch) {
      chooseTool(event).onHover?.(toolEvent(event));
    }
  });

  on('pointerup', (event) => {
    fingers.delete(event.pointerId);
    if (gesturingBy() === event.pointerId) endGesture(toolEvent(event));
  });

  const giveUp = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    if (gesturingBy() === event.pointerId) cancelGesture();
  };
  on('pointercancel', giveUp);
  on('lostpointercapture', giveUp);

  on('pointerleave', () => {
    if (typeof gesturingBy() === 'number') return; // a hand that rests is lifted while something else draws
    const { crosshair } = useStore.getState();
    setView(crosshair ? { pointer: null } : { pointer: null, hoveredLabel: 0 });
  });
  on('contextmenu', (event) => {
    event.preventDefault();
    const { tool } = useStore.getState();
    // With painting tools the right button paints the other way.
    if (tool !== 'pan' && tool !== 'select') return;
    setView({ contextMenu: { x: event.clientX, y: event.clientY, commandIds: MENU } });
  });

  on('wheel', (event) => {
    event.preventDefault();
    const delta = (event.deltaY || event.deltaX) * (event.deltaMode === 1 ? 33 : 1);
    if (canvasKeyOf(pressOf(event)) === 'radius') {
      const { radiusPx } = useStore.getState();
      setRadius(radiusPx * WHEEL_RADIUS ** (-delta / 100));
      return;
    }
    // Trackpad pinches arrive as small wheel steps with ctrlKey.
    const strength = event.ctrlKey ? 6 : 1;
    zoomBy(WHEEL_ZOOM ** ((-delta * strength) / 100), screenOf(event));
  });

  return () => life.abort();
}

/** A move of the wheel as a press of a key of that name. */
function pressOf(event: WheelEvent): KeyPress {
  const { ctrlKey, metaKey, shiftKey, altKey } = event;
  const getModifierState = (key: string): boolean => event.getModifierState(key);
  return { key: 'Wheel', code: '', ctrlKey, metaKey, shiftKey, altKey, getModifierState };
}

/** One finger moved from `before` to `now` while the other stayed at `rest`. */
function pinch(before: ScreenPoint, now: ScreenPoint, rest: ScreenPoint): void {
  const distance = (a: ScreenPoint, b: ScreenPoint): number => Math.hypot(a.x - b.x, a.y - b.y);
  panBy((now.x - before.x) / 2, (now.y - before.y) / 2);
  const middle = { x: (now.x + rest.x) / 2, y: (now.y + rest.y) / 2 };
  zoomBy(distance(now, rest) / Math.max(1, distance(before, rest)), middle);
}
