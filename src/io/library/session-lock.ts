/**
 * Each tab works in its own session and holds a Web Lock of that name while it lives. The browser
 * frees the lock however the tab ends. Nobody can write to a session whose lock is free.
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
