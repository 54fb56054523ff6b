import { labelPieces } from '@/core/labels/components';
import type { Size } from '@/core/types';
import type { DeriveSettings } from '@/pixels/protocol';

/**
 * Labels of a mask that was made elsewhere, as the objects of an image. A region has one label,
 * whatever it was made of. Where objects are told apart a picture of one label says only where they
 * are: each 8-connected piece of it is one. Several labels stay as they are.
 *
 * @param labels row-major, of `size`
 * @throws TooManyObjects with `count` for more than 65,534 pieces
 */
export function asObjects(
  size: Size,
  labels: Uint16Array,
  objects: DeriveSettings['objects'],
): Uint16Array {
  if (objects === 'region') return labels.map((label) => Math.min(label, 1));
  const isMask = labels.every((label) => label <= 1);
  return isMask ? labelPieces(size, labels).labels : labels;
}
