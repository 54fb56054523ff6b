import { wholeRect } from '@/core/geometry';
import { RunWriter } from '@/core/labels/rle';
import type { Size } from '@/core/types';
import { deflateBytes } from '@/io/library/packed-maps';
import { waitingParts } from '@/state/image/kept-parts';
import { arraysOf, type ImageArrays, inTurns, restingOf } from '@/state/image/layers';
import type { ImageEntry } from '@/state/store/document-slice';
import { nextTurn } from '@/state/store/next-turn';

/** Both maps of an image in one compressed piece. */
export function packMaps({ probability, core }: ImageArrays): Promise<Blob> {
  return deflateBytes([owned(probability), owned(core)], nextTurn);
}

/** Compresses reference labels; `null` for none. */
export async function packReference(reference: Uint16Array | null): Promise<Blob | null> {
  if (!reference) return null;
  const { buffer, byteOffset, byteLength } = reference;
  return deflateBytes([owned(new Uint8Array(buffer, byteOffset, byteLength))], nextTurn);
}

/**
 * A layer of edits as runs of `encodeRuns`, made in pieces that leave the page free; `null` for
 * none.
 */
export async function packLayer(
  size: Size,
  layer: Uint16Array | null,
): Promise<Uint16Array | null> {
  if (!layer) return null;
  const runs = new RunWriter();
  for (const { y, height } of inTurns(wholeRect(size))) {
    await nextTurn();
    runs.append(layer, y * size.width, (y + height) * size.width);
  }
  return runs.finish();
}

/**
 * The arrays of an image whose mask is finished, compressed on demand; `null` while the mask is
 * being made. An image at rest, or a restored one that is not shown yet, has them compressed
 * already.
 */
export function packFinished(image: ImageEntry): {
  readonly maps: () => Promise<Blob | null>;
  readonly reference: () => Promise<Blob | null>;
} | null {
  const waiting = waitingParts(image.id);
  if (waiting) return { maps: async () => waiting.maps, reference: async () => waiting.reference };
  const resting = restingOf(image.id);
  if (resting) return { maps: async () => resting.maps, reference: async () => resting.reference };
  if (image.phase !== 'ready') return null;
  const own = arraysOf(image.id);
  return own ? { maps: () => packMaps(own), reference: () => packReference(own.reference) } : null;
}

/** Pixels are never in shared memory, which the compiler cannot know. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}
