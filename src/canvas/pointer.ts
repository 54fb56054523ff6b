import { toImage } from '@/core/geometry';
import type { ScreenPoint } from '@/core/types';
import { panBy, zoomBy } from '@/state/actions/view';
import { useStore } from '@/state/store';
import type { ToolId } from '@/state/tool-slice';
import { linePreview } from './tools/line-preview';
import { pan } from './tools/pan';
import type { Tool, ToolEvent } from './tools/tool';
import { tools } from './tools/tools';

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
 * two fingers pan and zoom and never paint, the middle button pans, and once a pen was seen
 * fingers only move the image.
 *
 * @returns removes the listeners
 */
export function listenToPointers(element: HTMLElement): () => void {
  const touches = new Map<number, ScreenPoint>();
  let gesture: { readonly tool: Tool; readonly pointerId: number } | null = null;
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
      shift: event.shiftKey,
      alt: event.altKey,
    };
  };
  const cancelGesture = (): void => {
    gesture?.tool.onCancel();
    gesture = null;
  };
  const chooseTool = (event: PointerEvent): Tool => {
    const { tool, penOnly, swipe } = useStore.getState();
    if (event.button === 1 || (penOnly && event.pointerType === 'touch')) return pan;
    return (swipe ? undefined : tools[tool]) ?? pan;
  };

  on('pointerdown', (event) => {
    element.setPointerCapture(event.pointerId);
    if (event.pointerType === 'pen') useStore.getState().setPenOnly(true);
    if (event.pointerType === 'touch') {
      touches.set(event.pointerId, screenOf(event));
      if (touches.size > 1) return cancelGesture(); // a pinch never paints
    }
    if (gesture || event.button > 2) return;
    event.preventDefault();
    element.focus({ preventScroll: true });
    gesture = { tool: chooseTool(event), pointerId: event.pointerId };
    gesture.tool.onDown(toolEvent(event));
  });

  on('pointermove', (event) => {
    const screen = screenOf(event);
    if (event.pointerType !== 'touch') useStore.getState().setView({ pointer: screen });
    const before = touches.get(event.pointerId);
    if (before && touches.size === 2) {
      const [other] = [...touches].filter(([id]) => id !== event.pointerId);
      if (other) pinch(before, screen, other[1]);
      touches.set(event.pointerId, screen);
      return;
    }
    if (before) touches.set(event.pointerId, screen);
    if (gesture?.pointerId === event.pointerId) {
      // All positions since the last frame: fast strokes stay smooth.
      const passed = event.getCoalescedEvents?.() ?? [];
      for (const part of passed.length > 0 ? passed : [event]) gesture.tool.onMove(toolEvent(part));
    } else if (!gesture) {
      chooseTool(event).onHover?.(toolEvent(event));
    }
  });

  on('pointerup', (event) => {
    touches.delete(event.pointerId);
    if (gesture?.pointerId !== event.pointerId) return;
    gesture.tool.onUp(toolEvent(event));
    gesture = null;
  });

  on('pointercancel', (event) => {
    touches.delete(event.pointerId);
    if (gesture?.pointerId === event.pointerId) cancelGesture();
  });

  on('pointerleave', () => useStore.getState().setView({ pointer: null, hoveredLabel: 0 }));
  on('contextmenu', (event) => {
    event.preventDefault();
    const { tool, setView } = useStore.getState();
    // With painting tools the right button paints the other way.
    if (tool !== 'pan' && tool !== 'select') return;
    setView({ contextMenu: { x: event.clientX, y: event.clientY, commandIds: MENU } });
  });

  on('wheel', (event) => {
    event.preventDefault();
    const delta = (event.deltaY || event.deltaX) * (event.deltaMode === 1 ? 33 : 1);
    if (event.shiftKey) {
      const { radiusPx, setRadius } = useStore.getState();
      setRadius(radiusPx * WHEEL_RADIUS ** (-delta / 100));
      return;
    }
    // Trackpad pinches arrive as small wheel steps with ctrlKey.
    const strength = event.ctrlKey ? 6 : 1;
    zoomBy(WHEEL_ZOOM ** ((-delta * strength) / 100), screenOf(event));
  });

  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || (!gesture && !linePreview())) return;
    event.stopPropagation();
    cancelGesture();
    cancelLine(useStore.getState().tool);
  };
  // Corners that are set wait for more: another tool or image must not inherit them.
  const stopWatching = useStore.subscribe((state, before) => {
    if (state.tool !== before.tool || state.activeId !== before.activeId) cancelLine(before.tool);
  });
  window.addEventListener('keydown', onKey, { capture: true, signal: life.signal });

  return () => {
    stopWatching();
    life.abort();
  };
}

function cancelLine(tool: ToolId): void {
  if (linePreview()) tools[tool].onCancel();
}

/** One finger moved from `before` to `now` while the other rested at `rest`. */
function pinch(before: ScreenPoint, now: ScreenPoint, rest: ScreenPoint): void {
  const distance = (a: ScreenPoint, b: ScreenPoint): number => Math.hypot(a.x - b.x, a.y - b.y);
  panBy((now.x - before.x) / 2, (now.y - before.y) / 2);
  const middle = { x: (now.x + rest.x) / 2, y: (now.y + rest.y) / 2 };
  zoomBy(distance(now, rest) / Math.max(1, distance(before, rest)), middle);
}
