/**
 * Names of the caches. An origin may hold the app in several folders (GitHub Pages), so each name
 * ends with its scope.
 */
export interface CacheNames {
  /** Verified files of the app, by hash, and which releases have them. */
  readonly files: string;
  /** Beginnings of large files. */
  readonly parts: string;
  /** Images that were shared with the installed app and wait for a page to open them. */
  readonly shared: string;
}

/** @param scope URL of the app's folder, ending in a slash */
export function cacheNames(scope: string): CacheNames {
  return {
    files: `med-fastsam-files ${scope}`,
    parts: `med-fastsam-parts ${scope}`,
    shared: `med-fastsam-shared ${scope}`,
  };
}
