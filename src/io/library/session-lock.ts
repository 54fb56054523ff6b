/**
 * Each tab works in a session of its own and holds a Web Lock of that name for as long as it
 * lives; the browser frees it when the tab ends in whatever way. A session whose lock is free has
 * nobody who could write to it.
 */
const PREFIX = 'session-';

/**
 * Takes a session's lock without waiting.
 *
 * @returns gives the lock back, or `null` when another tab holds it
 */
export function holdSession(sessionId: string): Promise<(() => void) | null> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(PREFIX + sessionId, { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(null);
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
  });
}

/** Ids of the sessions that live in this or another tab. */
export async function livingSessions(): Promise<ReadonlySet<string>> {
  const { held = [] } = await navigator.locks.query();
  const names = held.map((lock) => lock.name ?? '').filter((name) => name.startsWith(PREFIX));
  return new Set(names.map((name) => name.slice(PREFIX.length)));
}
