import { clipRect, type View } from '@/core/geometry';
import type { IntensityWindow, Size } from '@/core/types';
import { DISPLAY_TILE, displayTile } from '@/state/image/display-tiles';

/** From this zoom on pixels are shown as squares. */
const PIXELS_VISIBLE_FROM = 2;

export interface ShownImage {
  readonly id: string;
  readonly size: Size;
  readonly levels: number;
  readonly window: IntensityWindow | null;
}

/**
 * Draws the visible part of an image from its display tiles. It uses the level whose pixels are
 * nearest to the screen's, over the coarsest level while tiles are missing.
 *
 * @param context its transform scales CSS pixels to canvas pixels by `pixelRatio`
 */
export function drawImage(
  context: CanvasRenderingContext2D,
  image: ShownImage,
  view: View,
  canvas: Size,
  pixelRatio: number,
): void {
  const zoom = view.scale * pixelRatio;
  context.imageSmoothingEnabled = zoom < PIXELS_VISIBLE_FROM;
  context.imageSmoothingQuality = 'medium';
  const level = Math.min(image.levels - 1, Math.max(0, Math.floor(Math.log2(1 / zoom))));
  const coarsest = image.levels - 1;
  if (!drawLevel(context, image, level, view, canvas, pixelRatio) && level !== coarsest) {
    context.globalCompositeOperation = 'destination-over';
    drawLevel(context, image, coarsest, view, canvas, pixelRatio);
    context.globalCompositeOperation = 'source-over';
  }
}

/** Draws the available tiles of one level. Returns whether none was missing. */
function drawLevel(
  context: CanvasRenderingContext2D,
  image: ShownImage,
  level: number,
  view: View,
  canvas: Size,
  pixelRatio: number,
): boolean {
  const tilePx = DISPLAY_TILE * 2 ** level; // in image pixels
  const columns = Math.ceil(image.size.width / tilePx);
  const rows = Math.ceil(image.size.height / tilePx);
  const seen = clipRect(
    {
      x: Math.floor(-view.offsetX / view.scale / tilePx),
      y: Math.floor(-view.offsetY / view.scale / tilePx),
      width: Math.ceil(canvas.width / view.scale / tilePx) + 1,
      height: Math.ceil(canvas.height / view.scale / tilePx) + 1,
    },
    { width: columns, height: rows },
  );
  if (!seen) return true;
  // Whole canvas pixels: fractions would leave hairlines between tiles.
  const snap = (css: number): number => Math.round(css * pixelRatio) / pixelRatio;
  let isComplete = true;
  for (let row = seen.y; row < seen.y + seen.height; row++) {
    for (let column = seen.x; column < seen.x + seen.width; column++) {
      const tile = displayTile({ imageId: image.id, level, column, row, window: image.window });
      if (!tile) {
        isComplete = false;
        continue;
      }
      const left = snap(column * tilePx * view.scale + view.offsetX);
      const top = snap(row * tilePx * view.scale + view.offsetY);
      const right = Math.min(image.size.width, (column + 1) * tilePx);
      const bottom = Math.min(image.size.height, (row + 1) * tilePx);
      context.drawImage(
        tile,
        left,
        top,
        snap(right * view.scale + view.offsetX) - left,
        snap(bottom * view.scale + view.offsetY) - top,
      );
    }
  }
  return isComplete;
}
