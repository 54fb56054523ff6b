import type { Rect, Size } from '@/core/types';

/**
 * The segmenter's source of pixels. The segmenter never holds a whole image, only what one run
 * needs. Planes are float32 RGB 0–255, one channel after the other (3 × height × width). Grey
 * images repeat their plane. 16-bit images pass through their window first.
 */
export interface TileSource {
  /** The whole image squashed to side × side (bilinear with antialias, as torch's `interpolate`). */
  squashed(imageId: string, side: number): Promise<Float32Array>;
  /**
   * A rectangle of the image resampled to `scaled` pixels (bilinear, antialiased when shrinking).
   * `rect` is in the scaled frame. Pixels beyond the right and bottom edge are reflected (`edge`
   * pixel not repeated). Where the image is too small to reflect, the edge is repeated.
   */
  tile(imageId: string, scaled: Size, rect: Rect): Promise<Float32Array>;
}
