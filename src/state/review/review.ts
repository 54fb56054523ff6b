import type { Decision } from '@/state/store/document-slice';
import { selectActiveImage } from '@/state/store/selectors';
import { imageById, notify, setActive, updateImage, useStore } from '@/state/store/store';

/** Records the user's decision on the active image's mask. The same decision again removes it. */
export function decide(decision: Decision): void {
  const image = selectActiveImage(useStore.getState());
  if (!image) return;
  const next = image.decision === decision ? 'open' : decision;
  updateImage(image.id, { decision: next });
}

/**
 * Reopens an accepted image whose mask changed: an accepted mask is always the one that was looked
 * at.
 */
export function reopen(imageId: string): void {
  const image = imageById(imageId);
  if (image?.decision !== 'accepted') return;
  updateImage(imageId, { decision: 'open' });
  const values = { file: image.name };
  notify({ kind: 'info', message: 'notice.reopened', values, command: null });
}

/** Keeps the note of an image as it is typed. */
export function setNote(imageId: string, note: string): void {
  updateImage(imageId, { note });
}

/** Makes the next image of the list the active one, or the one before; the list does not wrap. */
export function showNeighbour(towards: 1 | -1): void {
  const { activeId, order } = useStore.getState();
  const next = order[order.indexOf(activeId ?? '') + towards];
  if (next) setActive(next);
}
