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

/** Escape counts with any modifier: a user who holds Alt to erase must be able to cancel. */
const TAKES_BACK: readonly string[] = canvasKeys.takeBack.keys;

/** What drives the canvas: a pointer, by its id, or the keys. */
export type Worker = number | 'keys';

interface Gesture {
  readonly tool: Tool;
  readonly by: Worker;
  /** Its last position. */
  readonly screen: ScreenPoint;
}

/** The one open gesture. A second hand never starts another beside it. */
let gesture: Gesture | null = null;

/** The tool that a press on the canvas uses. */
export function toolAtHand(): Tool {
  return tools[useStore.getState().tool];
}

/** What drives the open gesture; `null` when there is none, or an undo took it back. */
export function gesturingBy(): Worker | null {
  return gesture && !gesture.tool.isGone?.() ? gesture.by : null;
}

/** Starts a gesture. The caller makes sure that no other is open. */
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

/** Finishes the open gesture and keeps what it did. */
export function endGesture(event: ToolEvent): void {
  close()?.onUp(event);
  showWay(event.alt);
}

/** Cancels the open gesture without a trace. Corners set before it stay. */
export function cancelGesture(): void {
  close()?.onCancel();
}

/** Ends the open gesture now and keeps what can be kept. */
export function settleGesture(): void {
  const tool = close();
  if (tool?.onSettle) tool.onSettle();
  else tool?.onCancel();
}

/** Shows whether the next gesture would do the inverse. An open gesture stays as it began. */
export function showWay(isInverse: boolean): void {
  const { isInverse: was } = useStore.getState();
  if (was !== isInverse && gesturingBy() === null && !linePreview()) setView({ isInverse });
}

/**
 * Whether a tool by itself does the inverse of the active one, as the eraser at the end of a pen.
 */
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
 * Watches the Alt key, and ends gestures that nobody can finish. Escape and a window without focus
 * cancel them without a trace. Another tool or image keeps a stroke and drops corners that wait for
 * more. Escape also takes back a click that the model is working on.
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
    // The keys' crosshair stays at its place in the image.
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
 * Takes back the open stroke with the corners set before it, or else the newest click that the
 * model is working on.
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
