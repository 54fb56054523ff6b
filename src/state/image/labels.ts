import { named } from '@/core/errors';
import { type ImagePoint, MAX_BASIN_LABEL, MAX_LABEL } from '@/core/types';
import type { ImageEntry } from '@/state/store/document-slice';
import { imageById, updateImage, useStore } from '@/state/store/store';
import { arraysOf } from './layers';

/** The label of images with a single region. */
export const REGION_LABEL = 1;

/** Objects made by hand are numbered downwards from here, away from the AI's objects. */
export const FIRST_HAND_LABEL = MAX_LABEL - 1;

/** The reviewed label under a point; 0 outside the image and on background. */
export function labelAt(imageId: string, at: ImagePoint): number {
  const own = arraysOf(imageId);
  const x = Math.floor(at.x);
  const y = Math.floor(at.y);
  if (!own || x < 0 || y < 0 || x >= own.size.width || y >= own.size.height) return 0;
  return own.reviewed[y * own.size.width + x] as number;
}

/** The label of a brush stroke that starts at `at`: that of the object there, the selected one, or a new one. */
export function labelForStroke(image: ImageEntry, at: ImagePoint): number {
  if (image.settings.objects === 'region') return REGION_LABEL;
  const under = labelAt(image.id, at);
  if (under > 0) return under;
  const { selection } = useStore.getState();
  return selection.length === 1 ? (selection[0] as number) : takeLabels(image.id, 1);
}

/**
 * Reserves `count` labels for new objects and returns the lowest.
 *
 * @throws TooManyObjects when hand-made labels would meet the AI's
 */
export function takeLabels(imageId: string, count: number): number {
  const image = imageById(imageId);
  if (!image) throw new Error(`No image ${imageId} to make an object on`);
  const lowest = freeLabels(image, image.nextLabel, count);
  updateImage(imageId, { nextLabel: lowest - 1 });
  return lowest;
}

/**
 * Reserves the numbers of hand-made objects that came from elsewhere.
 *
 * @param labels that the image is about to have
 */
export function keepLabels(imageId: string, labels: Uint16Array): void {
  const nextLabel = imageById(imageId)?.nextLabel ?? 0;
  let lowest = nextLabel + 1;
  for (const label of labels) if (label > MAX_BASIN_LABEL && label < lowest) lowest = label;
  if (lowest <= nextLabel) updateImage(imageId, { nextLabel: lowest - 1 });
}

/**
 * The lowest of `count` labels from `next` downwards, without reserving them.
 *
 * @throws TooManyObjects as `takeLabels`
 */
export function freeLabels(image: ImageEntry, next: number, count: number): number {
  const lowest = next - count + 1;
  // The AI's labels have gaps, so their count does not tell the highest.
  if (lowest <= Math.max(MAX_BASIN_LABEL, image.mask?.ai.objectCount ?? 0)) {
    throw named('TooManyObjects', `Image ${image.id} has no free label left`, { count: MAX_LABEL });
  }
  return lowest;
}
