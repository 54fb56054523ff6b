import type { ErrorName, ErrorValues } from '@/core/errors';

/** Everything that crosses between the page and the service worker. */

/** How much of the running release is on this device. */
export interface StoredState {
  readonly releaseId: string;
  readonly version: string;
  readonly storedBytes: number;
  readonly totalBytes: number;
  /** The engine and the first screen are stored, and were verified. */
  readonly isEngineStored: boolean;
  /** Every file is stored, and was verified: a cold start works without a network. */
  readonly isComplete: boolean;
}

/**
 * Requests of all tabs seen by one run of the service worker. A browser ends and restarts it at
 * will.
 */
export interface Tally {
  /** Name of the run. */
  readonly run: string;
  /** When it began, in ms since 1970: earlier than this page, if another was open. */
  readonly since: number;
  readonly kinds: Readonly<Record<string, TallyRow>>;
}

export interface TallyRow {
  /** Answered from this device. */
  readonly device: number;
  /** Sent to the server that the page came from. */
  readonly server: number;
  /** Not sent: to another origin, or with a body. */
  readonly refused: number;
  /** Bytes of the bodies of what was sent. */
  readonly sentBytes: number;
}

/** What the page asks, with a port for the answer. */
export type Question =
  /** `isCurrent`: whether the page that asks is of the release that is asked. */
  | { readonly type: 'state'; readonly isCurrent: boolean }
  /** Stores what is missing; may answer before everything is done, to be asked again. */
  | { readonly type: 'store'; readonly part: 'engine' | 'all' }
  /** For a waiting worker: take over now. */
  | { readonly type: 'activate' }
  /** Stops storing for good and deletes what is stored. */
  | { readonly type: 'erase' };

export type Answer =
  | { readonly state: StoredState }
  | { readonly error: PlainError }
  | { readonly erased: true };

/** An error that survives `postMessage`. */
export interface PlainError {
  readonly name: ErrorName | 'Error';
  readonly message: string;
  readonly values: ErrorValues;
}

/** What every page of this scope hears. */
export type Broadcast =
  | { readonly type: 'progress'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly type: 'tally'; readonly tally: Tally }
  | { readonly type: 'install-failed'; readonly error: PlainError }
  /** All that was stored is deleted; nothing is stored any more. */
  | { readonly type: 'erased' };

/** Name of the broadcast channel; an origin may hold the app in several folders. */
export function channelName(scope: string): string {
  return `med-fastsam ${scope}`;
}
