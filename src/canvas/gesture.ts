import { toImage } from '@/core/geometry';
import type { ScreenPoint } from '@/core/types';
import { canvasKeys } from '@/state/commands/canvas-keys';
import { unfinishedOf } from '@/state/history/unfinished';
import { setView, useStore } from '@/state/store/store';
import type { ToolId } from '@/state/store/tools';
import { linePreview } from './tools/line-preview';
import type { Tool, ToolEvent } from './tools/tool';
import { tools } from './tools/tools';
import { isWrittenIn } from './written-in';

/** With any modifier: whoever holds Alt to take away must be able to take that back. */
const TAKES_BACK: readonly string[] = canvasKeys.takeBack.keys;

/** What works the canvas: a pointer, by its id, or the keys. */
export type Worker = number | 'keys';

interface Gesture {
  readonly tool: Tool;
  readonly by: Worker;
  /** Where it was last. */
  readonly screen: ScreenPoint;
}

/** The one gesture under way: a second hand never starts another beside it. */
let gesture: Gesture | null = null;

/** The tool that a press on the canvas works. */
export function toolAtHand(): Tool {
  return tools[useStore.getState().tool];
}

/** What makes the gesture under way; `null` when there is none, or an undo took it back. */
export function gesturingBy(): Worker | null {
  return gesture && !gesture.tool.isGone?.() ? gesture.by : null;
}

/** Puts a tool down. The caller sees to it that no other gesture is under way. */
export function beginGesture(by: Worker, tool: Tool, event: ToolEvent): void {
  showWay((event.alt || event.isSecondary) !== isOther(tool));
  tool.onDown(event); // may throw: then nothing has begun
  gesture = { tool, by, screen: event.screen };
}

export function moveGesture(event: ToolEvent): void {
  if (!gesture) return;
  gesture = { ...gesture, screen: event.screen };
  gesture.tool.onMove(event);
}

/** Lifts the tool: what it did stays. */
export function endGesture(event: ToolEvent): void {
  close()?.onUp(event);
  showWay(event.alt);
}

/** Takes the gesture under way back, without a trace. Corners set before it stay. */
export function cancelGesture(): void {
  close()?.onCancel();
}

/** Ends the gesture under way where it is: what can be kept stays. */
export function settleGesture(): void {
  const tool = close();
  if (tool?.onSettle) tool.onSettle();
  else tool?.onCancel();
}

/**
 * Shows whether a tool that is put down now would do the inverse. What is under way keeps the way that
 * it began with.
 */
export function showWay(isInverse: boolean): void {
  const { isInverse: was } = useStore.getState();
  if (was !== isInverse && gesturingBy() === null && !linePreview()) setView({ isInverse });
}

/** Whether a tool does the inverse of the one at hand by itself, as the eraser at the end of a pen. */
function isOther({ effect }: Tool): boolean {
  const own = toolAtHand().effect;
  return effect !== undefined && own !== undefined && effect !== own;
}

function close(): Tool | undefined {
  const tool = gesture?.tool;
  gesture = null;
  return tool;
}

/**
 * Watches whether Alt is held, and ends gestures that nobody can finish: at Escape and when the
 * window loses the focus without a trace; when another tool or image comes a stroke is kept, and
 * corners that wait for more are not. Escape also takes back a click that the model works on.
 *
 * @returns removes the listeners
 */
export function watchGestures(): () => void {
  const life = new AbortController();
  const onKey = (event: KeyboardEvent): void => {
    if (!TAKES_BACK.includes(event.key)) return;
    if (takeBack(event.target)) event.stopPropagation();
  };
  const onAlt = (event: KeyboardEvent): void => {
    if (event.key !== 'Alt') return;
    if (useStore.getState().pointer) event.preventDefault(); // Windows would open the browser's menu
    showWay(event.type === 'keydown');
  };
  window.addEventListener('keydown', onKey, { capture: true, signal: life.signal });
  window.addEventListener('keydown', onAlt, { signal: life.signal });
  window.addEventListener('keyup', onAlt, { signal: life.signal });
  const onBlur = (): void => {
    cancelGesture();
    showWay(false);
  };
  window.addEventListener('blur', onBlur, { signal: life.signal });
  const stopWatching = useStore.subscribe((state, before) => {
    // What the keys hold stays at its place of the image.
    if (state.view !== before.view && gesture && gesture.by !== 'keys')
      gesture.tool.onViewMoved?.(toImage(state.view, gesture.screen));
    if (state.tool === before.tool && state.activeId === before.activeId) return;
    settleGesture();
    forgetCorners(before.tool);
  });
  return () => {
    stopWatching();
    life.abort();
  };
}

/**
 * Takes back a stroke under way with the corners set before it, or else the newest click that the
 * model works on.
 *
 * @returns whether there was any, and the key was not for a field, a dialog or a menu
 */
function takeBack(target: EventTarget | null): boolean {
  const { activeId, contextMenu, tool } = useStore.getState();
  const isAtWork = gesturingBy() !== null;
  if (!isAtWork && (contextMenu || isWrittenIn(target))) return false;
  if (isAtWork || linePreview()) {
    cancelGesture();
    forgetCorners(tool);
    return true;
  }
  const newest = activeId ? unfinishedOf(activeId).at(-1) : undefined;
  newest?.cancel();
  return newest !== undefined;
}

function forgetCorners(tool: ToolId): void {
  tools[tool].onForget?.();
}
