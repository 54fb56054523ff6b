import { labelPieces } from '@/core/labels/components';
import type { Size } from '@/core/types';
import type { DeriveSettings } from '@/pixels/protocol';

/**
 * The labels of a loaded mask as objects of an image. A region has one label, whatever it was made
 * of. Where objects are separate, an image of one label only says where they are: each 8-connected
 * piece becomes one. Several labels stay as they are.
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
