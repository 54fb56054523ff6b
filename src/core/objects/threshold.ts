/**
 * The lowest threshold that the user can choose. Below it a map is noise. Basins are grown from
 * here up, so a lower threshold could add nothing to objects that are split where they touch.
 */
export const LOWEST_THRESHOLD = 0.05;

/**
 * The smallest 8-bit probability that counts as object: the first level with level / 255 above
 * `threshold`. At least 1, so that a probability of zero is never object. At most 256, which no
 * pixel reaches.
 *
 * @param threshold 0–1; 0.5 gives 128
 */
export function thresholdLevel(threshold: number): number {
  let level = Math.floor(threshold * 255) + 1;
  // threshold × 255 rounds: a threshold of exactly k / 255 must not count level k.
  if ((level - 1) / 255 > threshold) level--;
  if (level / 255 <= threshold) level++;
  return Math.min(256, Math.max(1, level));
}
