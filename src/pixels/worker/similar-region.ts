import { growRegion } from '@/core/grid/flood-fill';
import { shownData } from '@/core/tiles/shown';
import type { ImagePoint, Raster, Rect } from '@/core/types';

/**
 * The connected region of similar colour around a point of the picture as it is shown.
 *
 * @param tolerance RGB distance, 0–442
 * @returns 1 where the region is, cropped to its bounds; `null` for a point outside the picture
 */
export function similarRegion(
  raster: Raster,
  seed: ImagePoint,
  tolerance: number,
): { rect: Rect; mask: Uint8Array } | null {
  // Between two greys the RGB distance is √3 times the difference of their values.
  const own = raster.channels === 1 ? tolerance / Math.sqrt(3) : tolerance;
  const region = growRegion(raster, shownData(raster), raster.channels, seed, own);
  return region && { rect: region.rect, mask: region.mask };
}
