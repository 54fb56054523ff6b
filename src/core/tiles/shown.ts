import { windowTable } from '@/core/tiles/resize';
import type { IntensityWindow, Raster, Rect } from '@/core/types';

/**
 * Copies a rectangle as it is shown: 8 bits, grey as three equal channels, 16 bits through the
 * window (the raster's own if `null`).
 *
 * @param rect     inside the raster
 * @param channels 3 for RGB, 4 for opaque RGBA
 */
export function copyShown(
  raster: Raster,
  rect: Rect,
  window: IntensityWindow | null,
  out: Uint8Array | Uint8ClampedArray,
  channels: 3 | 4,
): void {
  const { data } = raster;
  const table = raster.bits === 16 ? shownTable(window ?? raster.window) : null;
  const second = raster.channels === 3 ? 1 : 0;
  const third = 2 * second;
  let to = 0;
  for (let y = rect.y; y < rect.y + rect.height; y++) {
    let from = (y * raster.width + rect.x) * raster.channels;
    for (let x = 0; x < rect.width; x++, from += raster.channels, to += channels) {
      const red = data[from] as number;
      const green = data[from + second] as number;
      const blue = data[from + third] as number;
      out[to] = table ? (table[red] as number) : red;
      out[to + 1] = table ? (table[green] as number) : green;
      out[to + 2] = table ? (table[blue] as number) : blue;
      if (channels === 4) out[to + 3] = 255;
    }
  }
}

/** A picture as 8-bit values of as many channels: itself, or a copy of 16 bits through its window. */
export function shownData({ bits, data, window }: Raster): Uint8Array {
  if (bits === 8) return data as Uint8Array;
  const table = shownTable(window);
  const shown = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) shown[i] = table[data[i] as number] as number;
  return shown;
}

interface ShownTable extends IntensityWindow {
  readonly bytes: Uint8Array;
}

/** All tiles of a view share a window: one table is worth keeping. */
let latest: ShownTable | null = null;

/** What each 16-bit value looks like, 0–255 rounded. */
function shownTable(window: IntensityWindow | null): Uint8Array {
  const { low, high } = window ?? { low: 0, high: 65535 };
  if (latest?.low !== low || latest.high !== high) {
    const bytes = Uint8Array.from(windowTable({ low, high }), Math.round);
    latest = { low, high, bytes };
  }
  return latest.bytes;
}
