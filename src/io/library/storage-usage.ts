/** What the browser says of its storage for this site; `null` where it does not say it. */
export interface StorageUsage {
  /** Everything of this site, the offline copy of the app included. */
  readonly usedBytes: number | null;
  /** The most the browser would give; the disk may hold less. */
  readonly quotaBytes: number | null;
  /** Whether the browser has promised not to clear it by itself. */
  readonly isPersisted: boolean | null;
}

/** Name of the test file in the private file system of the origin. */
const TRIAL_FILE = 'med-fastsam-room';

/** The free room that is worth testing. Below it a few large images fill the rest. */
export const TRIED_BYTES = 200e6;
const SMALLEST_BYTES = 1e6;

/**
 * Asks the browser; it rounds and delays what it answers, to protect privacy. Private windows of
 * Safari have nothing to ask, and Safari before 17 does not know how much there is.
 *
 * @param mayTry whether the last 200 MB may be tested: Chrome 138 and later always answers that 10
 *   GiB are left (https://chromestatus.com/feature/4977371751645184)
 */
export async function readUsage(mayTry: boolean): Promise<StorageUsage> {
  const { storage }: { readonly storage?: Partial<StorageManager> } = navigator;
  const [room, isPersisted = null] = await Promise.all([
    storage?.estimate?.(),
    storage?.persisted?.(),
  ]);
  if (!room) return { usedBytes: null, quotaBytes: null, isPersisted };
  const { usage = 0, quota = 0 } = room;
  const triedBytes = mayTry ? await tryRoom() : Number.POSITIVE_INFINITY;
  return { usedBytes: usage, quotaBytes: Math.min(quota, usage + triedBytes), isPersisted };
}

/**
 * The largest of 200 MB, 100 MB, … for which there is room; 0 for none. Infinite if 200 MB fit or
 * this browser does not allow the test. It makes a file of that length in a copy that is discarded:
 * nothing is written, and nothing stays.
 */
async function tryRoom(): Promise<number> {
  try {
    const folder = await navigator.storage.getDirectory();
    const file = await folder.getFileHandle(TRIAL_FILE, { create: true });
    let bytes = TRIED_BYTES;
    while (bytes > SMALLEST_BYTES && !(await fits(file, bytes))) bytes /= 2;
    if (bytes === TRIED_BYTES) return Number.POSITIVE_INFINITY;
    return bytes > SMALLEST_BYTES ? bytes : 0;
  } catch {
    return Number.POSITIVE_INFINITY; // what the browser says is then all that is known
  } finally {
    await removeTrial();
  }
}

/** Deletes the test file, which a crash may have left, empty. */
export async function removeTrial(): Promise<void> {
  try {
    await (await navigator.storage.getDirectory()).removeEntry(TRIAL_FILE);
  } catch {
    // there is none, or no such file system
  }
}

async function fits(file: FileSystemFileHandle, bytes: number): Promise<boolean> {
  const copy = await file.createWritable();
  try {
    await copy.truncate(bytes);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'QuotaExceededError') return false;
    throw error;
  } finally {
    await copy.abort().catch(() => {}); // a failure has ended it already
  }
}
