import type { Tally, TallyRow } from '@/offline/protocol';
import type { Failure } from '@/state/failures/failure-shape';
import type { DocumentSlice } from './document-slice';
import type { StorageSlice } from './storage-slice';

export type OfflinePhase =
  | 'starting'
  /** This page cannot work without a network; see `offlineObstacle`. */
  | 'unavailable'
  | 'storing'
  /** Everything is on this device: a cold start works without a network. */
  | 'ready'
  | 'failed';

/** Why there is no service worker. */
export type OfflineObstacle = 'insecure' | 'unsupported' | 'refused' | 'development';

export interface OfflineSlice {
  readonly offlinePhase: OfflinePhase;
  readonly offlineObstacle: OfflineObstacle | null;
  readonly offlineProgress: { readonly loadedBytes: number; readonly totalBytes: number } | null;
  readonly offlineFailure: Failure | null;
  /** Whether the engine's files come from this device. */
  readonly isEngineStored: boolean;
  /** Id of the build that runs; `null` while it is not known. */
  readonly releaseId: string | null;
  /** `replaced`: another tab runs a newer version, and this one the old until it is reloaded. */
  readonly update: 'none' | 'ready' | 'applying' | 'replaced';
  /**
   * Which of this page's requests the service worker has seen: on a first visit only the later
   * ones.
   */
  readonly requestsCounted: 'none' | 'later' | 'all';
  /** One tally for each run of the service worker while this page is open, by name. */
  readonly tallies: Readonly<Record<string, Tally>>;
}

export const initialOffline: OfflineSlice = {
  offlinePhase: 'starting',
  offlineObstacle: null,
  offlineProgress: null,
  offlineFailure: null,
  isEngineStored: false,
  releaseId: null,
  update: 'none',
  requestsCounted: 'none',
  tallies: {},
};

/** Requests by kind over all runs of the service worker, most frequent first. */
export function sumTallies(
  tallies: OfflineSlice['tallies'],
): readonly (TallyRow & { readonly kind: string })[] {
  const sums = new Map<string, TallyRow>();
  const kinds = Object.values(tallies).flatMap((tally) => Object.entries(tally.kinds));
  for (const [kind, row] of kinds) {
    const sum = sums.get(kind) ?? { device: 0, server: 0, refused: 0, sentBytes: 0 };
    sums.set(kind, {
      device: sum.device + row.device,
      server: sum.server + row.server,
      refused: sum.refused + row.refused,
      sentBytes: sum.sentBytes + row.sentBytes,
    });
  }
  const count = ({ device, server, refused }: TallyRow) => device + server + refused;
  return [...sums]
    .map(([kind, row]) => ({ kind, ...row }))
    .sort((a, b) => count(b) - count(a) || a.kind.localeCompare(b.kind));
}

/** Start of counting, in ms since 1970; `null` when no request was seen. */
export function countedSince(tallies: OfflineSlice['tallies']): number | null {
  const all = Object.values(tallies).map(({ since }) => since);
  return all.length > 0 ? Math.min(...all) : null;
}

/** Whether a reload would lose nothing: all work is saved, or there is none. */
export function selectIsSafeToReload(
  state: Pick<DocumentSlice, 'order'> & Pick<StorageSlice, 'saveState' | 'unsavedIds'>,
): boolean {
  return state.order.length === 0 || (state.saveState === 'saved' && state.unsavedIds.length === 0);
}
