import type { Tally, TallyRow } from '@/offline/protocol';

/** Where a request went. */
export type Destination = 'device' | 'server' | 'refused';

export interface RequestTally {
  /** @param kind what the request is for, as in `Request.destination`; '' counts as data */
  count(kind: string, to: Destination, sentBytes?: number): void;
  read(): Tally;
}

/** Counts requests by purpose and destination. */
export function createTally(run: string, since: number): RequestTally {
  const kinds: Record<string, TallyRow> = {};
  return {
    count(kind, to, sentBytes = 0) {
      const name = kind || 'data';
      const row = kinds[name] ?? { device: 0, server: 0, refused: 0, sentBytes: 0 };
      kinds[name] = { ...row, [to]: row[to] + 1, sentBytes: row.sentBytes + sentBytes };
    },
    read: () => ({ run, since, kinds: { ...kinds } }),
  };
}
