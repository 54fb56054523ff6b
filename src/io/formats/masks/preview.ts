import type { Size } from '@/core/types';

/** A labelmap small enough to compare side by side. */
export interface Preview extends Size {
  /** The share of object in each pixel, 0–255. */
  readonly cover: Uint8Array;
  /** A label that occurs in each pixel; 0 where none does. */
  readonly labels: Uint16Array;
}

/** Longer side of a preview. */
const SIDE_PX = 320;

/** A labelmap shrunk by a whole factor, so that thin objects stay visible. Linear in pixels. */
export function previewOf({ width, height }: Size, labels: Uint16Array): Preview {
  const factor = Math.max(1, Math.ceil(Math.max(width, height) / SIDE_PX));
  const size = { width: Math.ceil(width / factor), height: Math.ceil(height / factor) };
  const sums = new Uint32Array(size.width * size.height);
  const shown = new Uint16Array(sums.length);
  for (let y = 0, i = 0; y < height; y++) {
    const row = Math.floor(y / factor) * size.width;
    for (let x = 0; x < width; x++, i++) {
      const label = labels[i] as number;
      if (label === 0) continue;
      const to = row + Math.floor(x / factor);
      (sums[to] as number)++;
      shown[to] = label;
    }
  }
  const cover = Uint8Array.from(sums, (sum) =>
    Math.min(255, Math.round((255 * sum) / factor ** 2)),
  );
  return { ...size, cover, labels: shown };
}
