import { wholeRect } from '@/core/geometry';
import type { Size } from '@/core/types';
import { decodeWhole, encodeRuns } from './rle';

/** The user's edits of an image, as labelmaps; see `ImageArrays` in state. */
export interface HandLayers {
  readonly edits: Uint16Array | null;
  readonly owners: Uint16Array | null;
}

/** Turns layers into runs of the whole image, as they are stored. Linear in pixels. */
export function packLayers(size: Size, { edits, owners }: HandLayers): HandLayers {
  return {
    edits: edits && encodeRuns(size, edits, wholeRect(size)),
    owners: owners && encodeRuns(size, owners, wholeRect(size)),
  };
}

/** The reverse of `packLayers`: runs become labelmaps. */
export function unpackLayers(size: Size, { edits, owners }: HandLayers): HandLayers {
  return {
    edits: edits && decodeWhole(size, edits),
    owners: owners && decodeWhole(size, owners),
  };
}
