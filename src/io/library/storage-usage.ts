/** What the browser says of its storage for this site. */
export interface StorageUsage {
  /** Everything of this site, the offline copy of the app included. */
  readonly usedBytes: number;
  /** The most the browser would give; the disk may hold less. */
  readonly quotaBytes: number;
  /** Whether the browser has promised not to clear it by itself. */
  readonly isPersisted: boolean;
}

/** Name of the file that is tried with, in the private file system of the origin. */
const TRIAL_FILE = 'med-fastsam-room';

/** Room of which it is worth to know whether it is there; below it a few large images fill the rest. */
export const TRIED_BYTES = 200e6;
const SMALLEST_BYTES = 1e6;

/**
 * Asks the browser; it rounds and delays what it answers, to protect privacy.
 *
 * @param mayTry whether the last 200 MB may be tried: Chrome answers since version 138 that 10 GiB
 *   are left, whatever is (https://chromestatus.com/feature/4977371751645184)
 */
export async function readUsage(mayTry: boolean): Promise<StorageUsage> {
  const [{ usage = 0, quota = 0 }, isPersisted] = await Promise.all([
    navigator.storage.estimate(),
    navigator.storage.persisted(),
  ]);
  const triedBytes = mayTry ? await tryRoom() : Number.POSITIVE_INFINITY;
  return { usedBytes: usage, quotaBytes: Math.min(quota, usage + triedBytes), isPersisted };
}

/**
 * The largest of 200 MB, 100 MB, … for which there is room, 0 for none; infinite if 200 MB fit or
 * this browser does not let it be tried. A file is made that long, in a copy that is thrown away:
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

/** Deletes the file that is tried with; a crash may have left it, empty as it is. */
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
