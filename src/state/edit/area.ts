import { adoptMask } from '@/core/labels/adopt-mask';
import type { Rect } from '@/core/types';
import { REGION_LABEL, takeLabels } from '@/state/image/labels';
import { arraysOf, type ImageArrays } from '@/state/image/layers';
import type { ImageEntry } from '@/state/store/document-slice';
import { selectReadyImage } from '@/state/store/selectors';
import { useStore } from '@/state/store/store';
import type { MessageKey } from '@/state/text/translate';
import { replaceLabels } from './replace';

/** The active image and its arrays, where it has a mask. */
export function activeMask(): { image: ImageEntry | null; own: ImageArrays | undefined } {
  const image = selectReadyImage(useStore.getState());
  return { image, own: image ? arraysOf(image.id) : undefined };
}

/**
 * Adds an area to the mask by the rules of adoptMask, or removes it. All its pixels count as edited
 * by hand.
 */
export function applyArea(
  image: ImageEntry,
  rect: Rect,
  area: Uint8Array,
  erases: boolean,
  message: MessageKey,
): void {
  replaceLabels(
    image.id,
    rect,
    message,
    (before) =>
      erases
        ? before.map((was, i) => (area[i] === 1 ? 0 : was))
        : mergeArea(image, rect, before, area, (count) => takeLabels(image.id, count)),
    area,
    erases,
  );
}

/**
 * Labels of a rectangle after `area` was added to them.
 *
 * @param takeNew reserves labels for new objects and returns the lowest
 */
export function mergeArea(
  image: ImageEntry,
  rect: Rect,
  before: Uint16Array,
  area: Uint8Array,
  takeNew: (count: number) => number,
): Uint16Array {
  if (image.settings.objects === 'region') {
    return before.map((was, i) => (area[i] === 1 ? was || REGION_LABEL : was));
  }
  // A first pass with a label beyond all others counts the new objects.
  const { labels, newObjects } = adoptMask(rect, before, area, 1);
  const adopted =
    newObjects === 0 ? labels : adoptMask(rect, before, area, takeNew(newObjects)).labels;
  return before.map((was, i) => (area[i] === 1 ? (adopted[i] as number) : was));
}
