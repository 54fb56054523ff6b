import { toImage } from '@/core/geometry';
import type { ScreenPoint } from '@/core/types';
import { useStore } from '@/state/store';
import {
  beginGesture,
  cancelGesture,
  endGesture,
  gesturingBy,
  moveGesture,
  toolAtHand,
} from './gesture';
import type { ToolEvent } from './tools/tool';

/** CSS pixels that an arrow key moves the pointer; with Shift one image pixel. */
const STEP_PX = 12;

const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * Works the tools from the focused canvas without a pointer: arrows move, Enter puts the tool
 * down and lifts it again (with Alt inverted), Escape takes the gesture back. With the pan tool
 * the keys keep their usual meaning.
 *
 * @returns removes the listeners
 */
export function listenToKeys(element: HTMLElement): () => void {
  const life = new AbortController();

  const eventAt = (screen: ScreenPoint, alt: boolean): ToolEvent => ({
    screen,
    at: toImage(useStore.getState().view, screen),
    isSecondary: false,
    shift: false,
    alt,
  });
  const pointer = (): ScreenPoint => {
    const { pointer: last, canvasSize } = useStore.getState();
    return last ?? { x: canvasSize.width / 2, y: canvasSize.height / 2 };
  };
  const move = (dx: number, dy: number, isFine: boolean): void => {
    const { canvasSize, view, setView } = useStore.getState();
    const step = isFine ? view.scale : STEP_PX;
    const last = pointer();
    const next = {
      x: Math.min(canvasSize.width, Math.max(0, last.x + dx * step)),
      y: Math.min(canvasSize.height, Math.max(0, last.y + dy * step)),
    };
    setView({ pointer: next });
    if (gesturingBy() === 'keys') moveGesture(eventAt(next, false));
    else if (gesturingBy() === null) toolAtHand().onHover?.(eventAt(next, false));
  };

  element.addEventListener(
    'keydown',
    (event) => {
      const tool = toolAtHand();
      if (tool.id === 'pan' || event.ctrlKey || event.metaKey) return;
      const direction = DIRECTIONS[event.key];
      if (direction) move(...direction, event.shiftKey);
      else if (event.key === 'Enter') {
        const at = eventAt(pointer(), event.altKey);
        useStore.getState().setView({ pointer: at.screen });
        if (gesturingBy() === 'keys') endGesture(at);
        else if (gesturingBy() === null) beginGesture('keys', tool, at);
      } else return;
      event.preventDefault();
      event.stopPropagation();
    },
    { signal: life.signal },
  );
  element.addEventListener(
    'blur',
    () => {
      if (gesturingBy() === 'keys') cancelGesture();
    },
    { signal: life.signal },
  );
  return () => life.abort();
}

/** While Space is held the mask is hidden, so that the eye compares; not while something is typed or pressed. */
export function listenToFlicker(): () => void {
  const life = new AbortController();
  const isFree = (target: EventTarget | null): boolean =>
    !(target instanceof Element) ||
    !target.closest('button, input, select, textarea, summary, a, dialog[open], [contenteditable]');
  const turn = (event: KeyboardEvent, isFlickering: boolean): void => {
    if (event.code !== 'Space' || (isFlickering && !isFree(event.target))) return;
    if (isFree(event.target)) event.preventDefault();
    useStore.getState().setView({ isFlickering });
  };
  window.addEventListener('keydown', (event) => turn(event, true), { signal: life.signal });
  window.addEventListener('keyup', (event) => turn(event, false), { signal: life.signal });
  window.addEventListener('blur', () => useStore.getState().setView({ isFlickering: false }), {
    signal: life.signal,
  });
  return () => life.abort();
}
