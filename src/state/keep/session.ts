import { createEmitter } from '@/core/emitter';
import { inOrder } from '@/core/queues';
import { type Library, openLibrary } from '@/io/library/library';
import { holdSession } from '@/io/library/session-lock';

/** This tab's name in the library; nobody else writes under it. */
export const sessionId = crypto.randomUUID();

const erasedElsewhere = createEmitter<[]>();
let opened: Promise<Library> | null = null;
let held: Promise<unknown> | null = null;

/** The library, opened on first use and again after its connection has ended. */
export async function library(): Promise<Library> {
  held ??= holdSession(sessionId); // before the first write, so that no tab takes it for ended
  await held;
  if (!opened) {
    const opening = openLibrary((why) => {
      if (opened === opening) opened = null;
      if (why === 'erased') erasedElsewhere.emit();
    });
    opened = opening;
    opening.catch(() => {
      if (opened === opening) opened = null;
    });
  }
  return opened;
}

/** Calls `listener` when another tab erases the library. */
export const onErasedElsewhere = erasedElsewhere.on;

/** Closes the connection; the next use opens another. */
export async function closeLibrary(): Promise<void> {
  const closing = opened;
  opened = null;
  const library = await closing?.catch(() => null); // one that never opened needs no closing
  library?.close();
}

/** Runs actions on the whole session one after the other: restoring, erasing, saving or not. */
export const oneAfterAnother = inOrder();
