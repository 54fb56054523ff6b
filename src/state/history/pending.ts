import { beginUnfinished, endUnfinished } from './unfinished';

/**
 * Waits for what an edit needs from a worker. Until it is there the edit is unfinished: an undo takes
 * it back before any step. Another image in sight does not end it: it is done all the same.
 *
 * @returns `null` when it was taken back
 */
export async function unlessTakenBack<T>(imageId: string, answer: Promise<T>): Promise<T | null> {
  let isOpen = true;
  const end = (): void => {
    if (!isOpen) return;
    isOpen = false;
    endUnfinished(imageId, work);
  };
  const work = { settle: () => {}, cancel: end };
  beginUnfinished(imageId, work);
  try {
    const value = await answer;
    return isOpen ? value : null;
  } finally {
    end();
  }
}
