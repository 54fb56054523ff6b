import type { EnginePreference } from '@/model/client';
import type { StorageMode } from './storage-slice';

/**
 * The page's address, behind its `?`: the one place that knows the names of its parameters. README.md
 * and docs/hosting.md describe those that the user may type.
 */

/** What the address asks for. A value that the app does not know counts as none. */
export interface Address {
  /** `?kiosk` and `?private` store nothing; `?kiosk` also if both are there. */
  readonly storageMode: Extract<StorageMode, 'keep' | 'private' | 'kiosk'>;
  /** `?engine=webgpu|wasm` asks for one engine, a software adapter too. */
  readonly engine: EnginePreference;
  /** `?threads=1` limits WASM; `null` leaves the number to the engine. */
  readonly threads: number | null;
  readonly handedOver: HandedOver;
}

/** What the system handed to the app with the address. */
export interface HandedOver {
  /** Id of a share of the service worker's; `null` for none. */
  readonly shared: string | null;
  /** What was shared could not be put down. */
  readonly hasSharedFailed: boolean;
  /** Name of a sample, as shortcuts of the installed app have it. */
  readonly sample: string | null;
}

const HANDED_OVER = ['shared', 'shared-failed', 'sample'] as const;

/** Reads what follows the path of an address. @param search as `location.search` has it */
export function readAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const engine = query.get('engine');
  const threads = Number(query.get('threads'));
  return {
    storageMode: query.has('kiosk') ? 'kiosk' : query.has('private') ? 'private' : 'keep',
    engine: engine === 'webgpu' || engine === 'wasm' ? engine : 'auto',
    threads: Number.isInteger(threads) && threads > 0 ? threads : null,
    handedOver: {
      shared: query.get('shared'),
      hasSharedFailed: query.has('shared-failed'),
      sample: query.get('sample'),
    },
  };
}

/** Puts into the address whether work is kept, so that a reload keeps to it. */
export function writeKeeping(isKept: boolean): void {
  change((query) => {
    if (isKept) query.delete('private');
    else query.set('private', '');
  });
}

/** Takes what was handed over out of the address: a reload must not open it again. */
export function removeHandedOver(): void {
  change((query) => {
    for (const name of HANDED_OVER) query.delete(name);
  });
}

/** Changes the address in place; everything else in it stays. */
function change(edit: (query: URLSearchParams) => void): void {
  const url = new URL(location.href);
  edit(url.searchParams);
  history.replaceState(history.state, '', url);
}
