import { beginUnfinished, endUnfinished } from './unfinished';

/**
 * Waits for a worker's answer that an edit needs. Until it comes the edit is unfinished: undo takes
 * it back before any step. Showing another image does not end it.
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
