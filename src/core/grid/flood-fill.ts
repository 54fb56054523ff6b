import type { ImagePoint, Rect, Size } from '@/core/types';
import { crop } from './crop';

/** A connected region around a seed. */
export interface Region {
  readonly rect: Rect;
  /** 1 where the region is: `rect`, row-major. */
  readonly mask: Uint8Array;
  readonly areaPx: number;
  /** The region was cut off when it had `maxPx` pixels. */
  readonly cutOff: boolean;
}

/**
 * Grows a 4-connected region of similar colour around a seed, with a scanline fill. A pixel is
 * similar when it is at most `tolerance` from the mean of the seed's 3 × 3 neighbourhood, which one
 * noisy pixel hardly moves. The pixel under the seed always belongs. Cost: linear in the region,
 * plus one byte a pixel of the image to remember where the fill has been.
 *
 * @param channels interleaved in `pixels`: 1 is grey, 3 is RGB
 * @param tolerance Euclidean distance, 0–442 for RGB and 0–255 for grey
 * @param maxPx stop after about this many pixels
 * @returns `null` when the seed is outside the image
 */
export function growRegion(
  size: Size,
  pixels: Uint8Array,
  channels: 1 | 3,
  seed: ImagePoint,
  tolerance: number,
  maxPx = Infinity,
): Region | null {
  const at = pixelUnder(size, seed);
  if (at < 0) return null;
  const target = meanAround(size, pixels, channels, at);
  return flood(size, { values: pixels, channels, target, tolerance }, at, maxPx);
}

/**
 * The 4-connected region of the label under the seed.
 *
 * @returns `null` when the seed is outside the image
 */
export function floodLabel(size: Size, labels: Uint16Array, seed: ImagePoint): Region | null {
  const at = pixelUnder(size, seed);
  if (at < 0) return null;
  const target = [labels[at] as number];
  return flood(size, { values: labels, channels: 1, target, tolerance: 0 }, at, Infinity);
}

function pixelUnder(size: Size, point: ImagePoint): number {
  const x = Math.floor(point.x);
  const y = Math.floor(point.y);
  const inside = x >= 0 && y >= 0 && x < size.width && y < size.height;
  return inside ? y * size.width + x : -1;
}

function meanAround(size: Size, pixels: Uint8Array, channels: 1 | 3, at: number): number[] {
  const y = Math.floor(at / size.width);
  const x = at - y * size.width;
  const sums = new Array<number>(channels).fill(0);
  let count = 0;
  for (let v = Math.max(0, y - 1); v <= Math.min(size.height - 1, y + 1); v++) {
    for (let u = Math.max(0, x - 1); u <= Math.min(size.width - 1, x + 1); u++) {
      for (let c = 0; c < channels; c++) {
        (sums[c] as number) += pixels[(v * size.width + u) * channels + c] as number;
      }
      count++;
    }
  }
  return sums.map((sum) => sum / count);
}

interface Likeness {
  readonly values: Uint8Array | Uint16Array;
  readonly channels: 1 | 3;
  readonly target: readonly number[];
  readonly tolerance: number;
}

function flood(size: Size, likeness: Likeness, seed: number, maxPx: number): Region {
  const { width, height } = size;
  const similar = similarity(likeness);
  const data = new Uint8Array(width * height);
  const waiting = [seed];
  let areaPx = 0;
  let left = width;
  let right = 0;
  let top = height;
  let bottom = 0;
  while (areaPx < maxPx) {
    const i = waiting.pop();
    if (i === undefined) break;
    if (data[i] !== 0) continue;
    const y = Math.floor(i / width);
    const row = y * width;
    let start = i;
    while (start > row && data[start - 1] === 0 && similar(start - 1)) start--;
    let end = i + 1;
    while (end < row + width && data[end] === 0 && similar(end)) end++;
    data.fill(1, start, end);
    areaPx += end - start;
    left = Math.min(left, start - row);
    right = Math.max(right, end - row);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
    for (const nextRow of [-width, width]) {
      if (nextRow < 0 ? y === 0 : y === height - 1) continue;
      let open = false;
      for (let j = start + nextRow; j < end + nextRow; j++) {
        const fits = data[j] === 0 && similar(j);
        if (fits && !open) waiting.push(j);
        open = fits;
      }
    }
  }
  const rect = { x: left, y: top, width: right - left, height: bottom - top };
  const cutOff = waiting.some((i) => data[i] === 0);
  return { rect, mask: crop(data, width, rect), areaPx, cutOff };
}

/** One of two pixel tests, chosen once so that the fill does not check the channels. */
function similarity({ values, channels, target, tolerance }: Likeness): (i: number) => boolean {
  const limit = tolerance * tolerance;
  const [t0 = 0, t1 = 0, t2 = 0] = target;
  if (channels === 1) {
    return (i) => {
      const d = (values[i] as number) - t0;
      return d * d <= limit;
    };
  }
  return (i) => {
    const d0 = (values[3 * i] as number) - t0;
    const d1 = (values[3 * i + 1] as number) - t1;
    const d2 = (values[3 * i + 2] as number) - t2;
    return d0 * d0 + d1 * d1 + d2 * d2 <= limit;
  };
}
