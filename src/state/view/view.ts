import {
  centre,
  fitView,
  type Insets,
  keepInSight,
  toScreen,
  type View,
  zoomAt,
} from '@/core/geometry';
import type { Rect, ScreenPoint, Size } from '@/core/types';
import { selectActiveImage } from '@/state/store/selectors';
import { type State, setView, useStore } from '@/state/store/store';

const MARGIN_PX = 16;
const TOOL_RAIL_PX = 68;
/** Windows narrower than this have the rail at the bottom, as in stage.module.css. */
const NARROW_PX = 768;

/** Zooming out stops at this share of the fitted size. */
const SMALLEST_SHARE_OF_FIT = 0.5;

function show(view: View): void {
  const state = useStore.getState();
  const size = selectActiveImage(state)?.facts?.size;
  if (size) setView({ view: keepInSight(view, size, state.canvasSize) });
}

/** The last view that showed the whole image. While it is current, the image stays fitted. */
let fittedView: View | null = null;

/** Shows the whole active image, as large as the canvas allows. */
export function fitImage(): void {
  const state = useStore.getState();
  const size = selectActiveImage(state)?.facts?.size;
  if (!size || state.canvasSize.width === 0) return;
  fittedView = fitted(size, state.canvasSize);
  setView({ view: fittedView });
}

/**
 * Follows the canvas when the window or a panel changes its size. A fitted image stays fitted; any
 * other view keeps its centre.
 */
export function resizeCanvas(canvasSize: Size): void {
  const { canvasSize: before, view } = useStore.getState();
  setView({ canvasSize });
  if (before.width === 0 || view === fittedView) fitImage();
  else panBy((canvasSize.width - before.width) / 2, (canvasSize.height - before.height) / 2);
}

/** Leaves room for the tool rail: on the left, on narrow screens at the bottom. */
function insets(): Insets {
  const isNarrow = globalThis.innerWidth < NARROW_PX;
  const left = isNarrow ? MARGIN_PX : TOOL_RAIL_PX;
  const bottom = isNarrow ? TOOL_RAIL_PX : MARGIN_PX;
  return { left, top: MARGIN_PX, right: MARGIN_PX, bottom };
}

function fitted(image: Size, canvas: Size): View {
  return fitView(image, canvas, insets());
}

/** Centres a part of the image, with as much again around it. */
export function zoomToRect({ x, y, width, height }: Rect): void {
  const { canvasSize } = useStore.getState();
  if (canvasSize.width === 0) return;
  const around = { width: 2 * width, height: 2 * height };
  const { scale, offsetX, offsetY } = fitted(around, canvasSize);
  show({
    scale,
    offsetX: offsetX - (x - width / 2) * scale,
    offsetY: offsetY - (y - height / 2) * scale,
  });
}

/** Centres a part of the image unless all of it is visible already. Does not zoom. */
export function bringIntoSight({ x, y, width, height }: Rect): void {
  const { view, canvasSize } = useStore.getState();
  const { left, top, right, bottom } = insets();
  const first = toScreen(view, { x, y });
  const last = toScreen(view, { x: x + width, y: y + height });
  // The border of a fitted image counts as visible, despite rounding errors.
  const isInSight =
    first.x > left - 1 &&
    first.y > top - 1 &&
    last.x < canvasSize.width - right + 1 &&
    last.y < canvasSize.height - bottom + 1;
  if (isInSight || canvasSize.width === 0) return;
  const middle = middleOf(canvasSize);
  panBy(middle.x - (first.x + last.x) / 2, middle.y - (first.y + last.y) / 2);
}

/** One image pixel on one pixel of the device's screen. */
export function zoomToPixels(devicePixelRatio: number): void {
  const state = useStore.getState();
  const size = selectActiveImage(state)?.facts?.size;
  if (size) setView({ view: centre(size, state.canvasSize, 1 / devicePixelRatio) });
}

/** Zooms about a point of the canvas, or about the keys' crosshair, or about the centre. */
export function zoomBy(factor: number, at?: ScreenPoint): void {
  const state = useStore.getState();
  const { view, canvasSize } = state;
  const size = selectActiveImage(state)?.facts?.size;
  if (!size) return;
  const smallest = Math.min(view.scale, fitted(size, canvasSize).scale * SMALLEST_SHARE_OF_FIT);
  const pivot = at ?? pointedAtByKeys(state) ?? middleOf(canvasSize);
  show(zoomAt(view, pivot, factor, smallest));
}

/** The keys' crosshair on the canvas; `null` when there is none, or it is not visible. */
function pointedAtByKeys({ crosshair, view, canvasSize }: State): ScreenPoint | null {
  if (!crosshair) return null;
  const { x, y } = toScreen(view, crosshair);
  const isInSight = x >= 0 && y >= 0 && x <= canvasSize.width && y <= canvasSize.height;
  return isInSight ? { x, y } : null;
}

/** The middle of the canvas. */
export function middleOf(canvas: Size): ScreenPoint {
  return { x: canvas.width / 2, y: canvas.height / 2 };
}

/** Moves the view by a share of the canvas: with 0.25 to the right, a quarter of it is new. */
export function lookFurther(shareX: number, shareY: number): void {
  const { canvasSize } = useStore.getState();
  panBy(-shareX * canvasSize.width, -shareY * canvasSize.height);
}

/** Moves the image by CSS pixels, as far as it stays in sight. */
export function panBy(dx: number, dy: number): void {
  const { view } = useStore.getState();
  show({ ...view, offsetX: view.offsetX + dx, offsetY: view.offsetY + dy });
}
