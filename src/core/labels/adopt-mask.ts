import type { Rect } from '@/core/types';

const OPEN = -1;
const NEIGHBOUR_X = [1, -1, 0, 0, 1, 1, -1, -1] as const;
const NEIGHBOUR_Y = [0, 0, 1, -1, 1, -1, 1, -1] as const;

/**
 * Gives every pixel of a mask a label. Pixels that have one keep it. The others take the label of
 * the nearest labelled pixel that can be reached inside the mask. Pieces without any label become
 * new objects. So an area added to an object extends it, and one added apart is a new object.
 *
 * Breadth-first from the labelled pixels, 8-connected, linear in the rectangle.
 *
 * @param labels labels of the rectangle before, row-major, rect.width × rect.height
 * @param mask 1 for pixels that become object, same layout
 * @param nextLabel label of the first new object
 * @returns labels of the rectangle (0 outside the mask), and how many objects are new
 */
export function adoptMask(
  rect: Rect,
  labels: Uint16Array,
  mask: Uint8Array,
  nextLabel: number,
): { readonly labels: Uint16Array; readonly newObjects: number } {
  const { width, height } = rect;
  const found = new Int32Array(width * height);
  const queue = new Int32Array(width * height);
  let head = 0;
  let tail = 0;
  for (let i = 0; i < found.length; i++) {
    if (mask[i] !== 1) continue;
    const label = labels[i] as number;
    found[i] = label > 0 ? label : OPEN;
    if (label > 0) queue[tail++] = i;
  }
  const spread = (): void => {
    while (head < tail) {
      const at = queue[head++] as number;
      const x = at % width;
      const y = (at - x) / width;
      for (let n = 0; n < 8; n++) {
        const nx = x + (NEIGHBOUR_X[n] as number);
        const ny = y + (NEIGHBOUR_Y[n] as number);
        if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
        const next = ny * width + nx;
        if (found[next] !== OPEN) continue;
        found[next] = found[at] as number;
        queue[tail++] = next;
      }
    }
  };
  spread();
  let newObjects = 0;
  for (let i = 0; i < found.length; i++) {
    if (found[i] !== OPEN) continue;
    found[i] = nextLabel + newObjects++;
    queue[tail++] = i;
    spread();
  }
  return { labels: Uint16Array.from(found), newObjects };
}
