import { type NamedError, named } from '@/core/errors';

/**
 * A failure of IndexedDB as StorageFull, StorageNewer or StorageFailed.
 *
 * A full disk shows as QuotaExceededError on the request or on the transaction, whichever fails
 * first. A request of an aborted transaction says only AbortError.
 */
export function toStorageError(error: unknown, transactionError: unknown = null): NamedError {
  const causes = [transactionError, error].filter((cause) => cause instanceof Error);
  const full = causes.find((cause) => cause.name === 'QuotaExceededError');
  const cause = full ?? causes[0] ?? new Error(String(error));
  const reason = `${cause.name}: ${cause.message}`;
  if (causes.some((each) => each.name === 'VersionError'))
    return named('StorageNewer', `A newer version of the app made the library (${reason})`);
  return full
    ? named('StorageFull', `There is no room left in the browser's storage (${reason})`, { reason })
    : named('StorageFailed', `The browser's storage failed (${reason})`, { reason });
}
