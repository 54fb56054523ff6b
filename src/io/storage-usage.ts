/** What the browser says of its storage for this site. */
export interface StorageUsage {
  /** Everything of this site, the offline copy of the app included. */
  readonly usedBytes: number;
  /** The most the browser would give; the disk may hold less. */
  readonly quotaBytes: number;
  /** Whether the browser has promised not to clear it by itself. */
  readonly isPersisted: boolean;
}

/** Asks the browser; it rounds and delays what it answers, to protect privacy. */
export async function readUsage(): Promise<StorageUsage> {
  const [{ usage = 0, quota = 0 }, isPersisted] = await Promise.all([
    navigator.storage.estimate(),
    navigator.storage.persisted(),
  ]);
  return { usedBytes: usage, quotaBytes: quota, isPersisted };
}
