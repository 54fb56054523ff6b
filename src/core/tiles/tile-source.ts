import type { Rect, Size } from '@/core/types';

/**
 * Where the segmenter gets its pixels from: it never holds a whole image, only what one run needs.
 * Planes are float32 RGB 0–255, channel after channel (3 × height × width); grey pictures repeat
 * their plane, 16-bit ones pass through their window first.
 */
export interface TileSource {
  /** The whole image squashed to side × side (bilinear with antialias, as torch's `interpolate`). */
  squashed(imageId: string, side: number): Promise<Float32Array>;
  /**
   * A rectangle of the image resampled to `scaled` pixels (bilinear, antialiased when shrinking).
   * `rect` is in the scaled frame; what lies beyond its right and bottom edge is reflected
   * (`edge` pixel not repeated), or the edge repeated where the image is too small to reflect.
   */
  tile(imageId: string, scaled: Size, rect: Rect): Promise<Float32Array>;
}
