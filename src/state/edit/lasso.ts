import { clipRect, uniteRects } from '@/core/geometry';
import { fillPolygon } from '@/core/grid/polygon';
import type { ImagePoint, Rect, Size } from '@/core/types';
import { activeMask, applyArea } from './area';

/** Adds the area inside a closed line to the mask, or removes it. */
export function applyLasso(points: readonly ImagePoint[], erases: boolean): void {
  const { image, own } = activeMask();
  if (!image || !own || points.length < 3) return;
  const bounds = boundsOf(points, own.size);
  if (!bounds) return;
  const area = new Uint8Array(bounds.width * bounds.height);
  fillPolygon(own.size, [points], (y, start, end) => {
    const row = (y - bounds.y) * bounds.width - bounds.x;
    area.fill(1, row + start, row + end);
  });
  applyArea(image, bounds, area, erases, erases ? 'step.lassoErase' : 'step.lasso');
}

/** Whole pixels around a line, inside the image. */
function boundsOf(points: readonly ImagePoint[], size: Size): Rect | null {
  let rect: Rect | null = null;
  for (const { x, y } of points) {
    rect = uniteRects(rect, { x: Math.floor(x) - 1, y: Math.floor(y) - 1, width: 3, height: 3 });
  }
  return rect ? clipRect(rect, size) : null;
}
