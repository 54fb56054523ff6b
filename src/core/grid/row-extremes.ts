import type { Size } from '@/core/types';

/** Pixels of a row that share one entry. */
export const BLOCK_PX = 64;

/** The smallest and largest value of each block of `BLOCK_PX` pixels of a row. */
export interface RowExtremes {
  readonly blocksPerRow: number;
  /** Row-major; the last block of a row may be shorter. */
  readonly low: Uint8Array;
  readonly high: Uint8Array;
}

/**
 * Reads every pixel once. Thresholding can then skip blocks that lie wholly on one side of the
 * level. Nearly all do: values cross a level only along contours.
 */
export function rowExtremes({ width, height }: Size, data: Uint8Array): RowExtremes {
  const blocksPerRow = Math.ceil(width / BLOCK_PX);
  const low = new Uint8Array(blocksPerRow * height);
  const high = new Uint8Array(blocksPerRow * height);
  for (let y = 0; y < height; y++) {
    for (let block = 0; block < blocksPerRow; block++) {
      const from = y * width + block * BLOCK_PX;
      const to = Math.min(from + BLOCK_PX, (y + 1) * width);
      let min = 255;
      let max = 0;
      for (let i = from; i < to; i++) {
        const value = data[i] as number;
        if (value < min) min = value;
        if (value > max) max = value;
      }
      low[y * blocksPerRow + block] = min;
      high[y * blocksPerRow + block] = max;
    }
  }
  return { blocksPerRow, low, high };
}
