import { beginGesture, endGesture } from '@/state/history/unfinished';
import { noteGestures } from './counts';

/**
 * Waits for what an edit needs from a worker. Until it is there the edit is a gesture under way: an
 * undo takes it back before any step. Another image in sight does not end it: it is done all the same.
 *
 * @returns `null` when it was taken back
 */
export async function unlessTakenBack<T>(imageId: string, answer: Promise<T>): Promise<T | null> {
  let isOpen = true;
  const end = (): void => {
    if (!isOpen) return;
    isOpen = false;
    endGesture(imageId, gesture);
    noteGestures(imageId);
  };
  const gesture = { settle: () => {}, cancel: end };
  beginGesture(imageId, gesture);
  noteGestures(imageId);
  try {
    const value = await answer;
    return isOpen ? value : null;
  } finally {
    end();
  }
}
