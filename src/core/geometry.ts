import type { ImagePoint, Rect, ScreenPoint, Size } from './types';

/** How the image lies on the canvas: screen = image × scale + offset, in CSS pixels. */
export interface View {
  readonly scale: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

/** A pixel can fill this many CSS pixels at most. */
export const MAX_SCALE = 64;

/** Where a point of the image lies on the canvas. */
export function toScreen(view: View, point: ImagePoint): ScreenPoint {
  return { x: point.x * view.scale + view.offsetX, y: point.y * view.scale + view.offsetY };
}

/** The point of the image that lies under a point of the canvas. */
export function toImage(view: View, point: ScreenPoint): ImagePoint {
  return { x: (point.x - view.offsetX) / view.scale, y: (point.y - view.offsetY) / view.scale };
}

/** Room to leave free on each side, in CSS pixels. */
export interface Insets {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Fitting enlarges pixels to at most this. The user can zoom in further. */
const MOST_FITTED = 8;

/** The view that shows the whole image, centred in the space that the insets leave. */
export function fitView(image: Size, canvas: Size, insets: Insets): View {
  const room = {
    width: Math.max(1, canvas.width - insets.left - insets.right),
    height: Math.max(1, canvas.height - insets.top - insets.bottom),
  };
  const scale = Math.min(room.width / image.width, room.height / image.height, MOST_FITTED);
  const { offsetX, offsetY } = centre(image, room, scale);
  return { scale, offsetX: offsetX + insets.left, offsetY: offsetY + insets.top };
}

/** The view at `scale` with the image centred on the canvas. */
export function centre(image: Size, canvas: Size, scale: number): View {
  return {
    scale,
    offsetX: (canvas.width - image.width * scale) / 2,
    offsetY: (canvas.height - image.height * scale) / 2,
  };
}

/** Zooms about a screen point: it keeps showing the same image point. */
export function zoomAt(view: View, at: ScreenPoint, factor: number, minScale: number): View {
  const scale = Math.min(MAX_SCALE, Math.max(minScale, view.scale * factor));
  const ratio = scale / view.scale;
  return {
    scale,
    offsetX: at.x - (at.x - view.offsetX) * ratio,
    offsetY: at.y - (at.y - view.offsetY) * ratio,
  };
}

/** Moves the image back so that at least `keepPx` of it stays on the canvas in each direction. */
export function keepInSight(view: View, image: Size, canvas: Size, keepPx = 48): View {
  const clamp = (offset: number, extent: number, room: number): number => {
    const keep = Math.min(keepPx, extent);
    return Math.min(room - keep, Math.max(keep - extent, offset));
  };
  return {
    scale: view.scale,
    offsetX: clamp(view.offsetX, image.width * view.scale, canvas.width),
    offsetY: clamp(view.offsetY, image.height * view.scale, canvas.height),
  };
}

/** The smallest rectangle around both; `null` = empty. */
export function uniteRects(a: Rect | null, b: Rect | null): Rect | null {
  if (!a) return b;
  if (!b) return a;
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

/**
 * The smallest rectangle around everything added: columns left ≤ x < right, rows top ≤ y < bottom.
 */
export class GrowingRect {
  #left = Infinity;
  #top = Infinity;
  #right = -Infinity;
  #bottom = -Infinity;

  add(left: number, top: number, right: number, bottom: number): void {
    if (left < this.#left) this.#left = left;
    if (top < this.#top) this.#top = top;
    if (right > this.#right) this.#right = right;
    if (bottom > this.#bottom) this.#bottom = bottom;
  }

  /** `null` while nothing was added. */
  rect(): Rect | null {
    if (this.#left >= this.#right) return null;
    return {
      x: this.#left,
      y: this.#top,
      width: this.#right - this.#left,
      height: this.#bottom - this.#top,
    };
  }
}

/** The part of `rect` inside an image of `size`; `null` when there is none. */
export function clipRect(rect: Rect, size: Size): Rect | null {
  return intersectRects(rect, wholeRect(size));
}

/** The pixels that two rectangles share; `null` when there are none. */
export function intersectRects(a: Rect, b: Rect): Rect | null {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}

/** All pixels of an image. */
export function wholeRect(size: Size): Rect {
  return { x: 0, y: 0, width: size.width, height: size.height };
}
