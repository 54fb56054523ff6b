import type { IntensityWindow } from '@/core/types';

/**
 * Share of pixels that may be clipped at either end, so that a few hot pixels do not darken the
 * rest.
 */
const CLIPPED_SHARE = 0.001;

/**
 * The first window of a 16-bit image. Grey: the 0.1th to the 99.9th percentile, because 10-, 12-
 * and 14-bit cameras use a fraction of the range and would look black; the full range of values if
 * those two are equal. Colour: from 0 to the top of the fewest bits that hold every value, as cameras
 * of 10, 12 and 14 bits leave them. Hues stay unchanged, and nothing is clipped.
 */
export function defaultWindow(data: Uint8Array | Uint16Array, channels: 1 | 3): IntensityWindow {
  if (channels === 3) return { low: 0, high: topOfBits(data) };
  const counts = new Uint32Array(65536);
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    counts[value] = (counts[value] as number) + 1;
  }
  const clipped = Math.floor(data.length * CLIPPED_SHARE);
  const low = firstAbove(counts, clipped, 0, 1);
  const high = firstAbove(counts, clipped, 65535, -1);
  if (low < high) return { low, high };
  const least = firstAbove(counts, 0, 0, 1);
  const most = firstAbove(counts, 0, 65535, -1);
  // One value everywhere: any window around it will do, if it has a width.
  return least < most ? { low: least, high: most } : { low: 0, high: Math.max(1, most) };
}

/** 255, 1023, 4095, 16383 or 65535: the least that no value is above. */
function topOfBits(data: Uint8Array | Uint16Array): number {
  let most = 0;
  for (let i = 0; i < data.length; i++) most = Math.max(most, data[i] as number);
  let bits = 8;
  while (2 ** bits <= most) bits += 2;
  return 2 ** bits - 1;
}

/** The first value from `start` on at which more than `limit` pixels have been counted. */
function firstAbove(counts: Uint32Array, limit: number, start: number, step: 1 | -1): number {
  let seen = 0;
  for (let value = start; value >= 0 && value < counts.length; value += step) {
    seen += counts[value] as number;
    if (seen > limit) return value;
  }
  return start;
}
