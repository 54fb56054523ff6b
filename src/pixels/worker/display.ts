import { resampleRegion } from '@/core/tiles/resize';
import { copyShown } from '@/core/tiles/shown';
import type { IntensityWindow, Rect, Size } from '@/core/types';
import { encodeRgb } from '@/io/exports/encode-png';
import { DISPLAY_TILE } from '@/pixels/protocol';
import type { Pyramid } from './pyramid';

export interface RgbaTile extends Size {
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * A display tile as opaque RGBA; those at the right and bottom edge are smaller.
 *
 * Throws RangeError for a tile outside the level.
 */
export function displayTile(
  pyramid: Pyramid,
  level: number,
  column: number,
  row: number,
  window: IntensityWindow | null,
): RgbaTile {
  const raster = pyramid.level(level);
  const x = column * DISPLAY_TILE;
  const y = row * DISPLAY_TILE;
  const width = Math.min(DISPLAY_TILE, raster.width - x);
  const height = Math.min(DISPLAY_TILE, raster.height - y);
  if (width <= 0 || height <= 0)
    throw new RangeError(
      `Level ${level} is ${raster.width} × ${raster.height}: no tile ${column}, ${row}`,
    );
  const rgba = new Uint8ClampedArray(4 * width * height);
  copyShown(raster, { x, y, width, height }, window, rgba, 4);
  return { width, height, rgba };
}

/** 8-bit RGB pixels of a rectangle inside the picture, interleaved. */
export function readRgb(pyramid: Pyramid, rect: Rect): Uint8Array<ArrayBuffer> {
  const rgb = new Uint8Array(3 * rect.width * rect.height);
  copyShown(pyramid.level(0), rect, null, rgb, 3);
  return rgb;
}

/** A PNG preview whose longer side has `sidePx` pixels, or those of a smaller picture. */
export function thumbnail(pyramid: Pyramid, sidePx: number): Promise<Blob> {
  const raster = pyramid.levelFor(sidePx);
  const scale = Math.min(1, sidePx / Math.max(raster.width, raster.height));
  const width = Math.max(1, Math.round(raster.width * scale));
  const height = Math.max(1, Math.round(raster.height * scale));
  const planes = resampleRegion(raster, { width, height }, { x: 0, y: 0, width, height });
  const area = width * height;
  return encodeRgb({ width, height }, (y, row) => {
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++)
        row[3 * x + c] = Math.round(planes[c * area + y * width + x] as number);
  });
}
