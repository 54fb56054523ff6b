import type { Rect } from '@/core/types';

/** A rectangle of an image's values as an array of its own, row-major. */
export function crop<Values extends Uint8Array | Uint16Array>(
  values: Values,
  width: number,
  rect: Rect,
): Values {
  const part = values.slice(0, rect.width * rect.height) as Values;
  for (let y = 0; y < rect.height; y++) {
    const row = (rect.y + y) * width + rect.x;
    part.set(values.subarray(row, row + rect.width), y * rect.width);
  }
  return part;
}
