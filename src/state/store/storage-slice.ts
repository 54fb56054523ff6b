import { TRIED_BYTES } from '@/io/library/storage-usage';
import type { Failure } from '@/state/failures/failure-shape';

export type StorageMode =
  | 'keep'
  | 'stopped' // given up after a failure: what was saved before is still on the device
  | 'private' // stores nothing, and has deleted what this tab had stored
  | 'kiosk'; // as private, and not the user's to change

/** Whether a mode leaves nothing of the user's work on the device. */
export function storesNothing(mode: StorageMode): boolean {
  return mode === 'private' || mode === 'kiosk';
}

export type SaveState =
  | 'saved' // everything acknowledged; with savedAt null there was nothing to save yet
  | 'saving'
  | 'failed' // changes wait in memory, see saveFailure
  | 'off';

/** Work of a tab that has ended, kept on this device. */
export interface RestorableSession {
  readonly sessionId: string;
  readonly images: number;
  /** Edits, decisions and notes. */
  readonly changes: number;
  readonly bytes: number;
  /** In ms since 1970. */
  readonly savedAt: number;
  /** It could not be read completely. What could be read is in another session. */
  readonly isSetAside: boolean;
}

export interface StorageSlice {
  readonly storageMode: StorageMode;
  readonly saveState: SaveState;
  readonly saveFailure: Failure | null;
  /** When the newest change was saved, in ms since 1970. */
  readonly savedAt: number | null;
  /** Changes on disk since the page was opened. */
  readonly savedChanges: number;
  /** Changes that a failure keeps in memory. */
  readonly waitingChanges: number;
  /** Images that cannot be saved although others can. Each had a notice with its reason. */
  readonly unsavedIds: readonly string[];
  /** The browser's answer; `null` before it was asked. */
  readonly usedBytes: number | null;
  readonly quotaBytes: number | null;
  readonly isPersisted: boolean | null;
  readonly restorable: readonly RestorableSession[];
  /** Whether the offer to restore was put off. */
  readonly isRestoreLater: boolean;
}

export const initialStorage: StorageSlice = {
  storageMode: 'keep',
  saveState: 'saved',
  saveFailure: null,
  savedAt: null,
  savedChanges: 0,
  waitingChanges: 0,
  unsavedIds: [],
  usedBytes: null,
  quotaBytes: null,
  isPersisted: null,
  restorable: [],
  isRestoreLater: false,
};

/** Whether changes are saved as they happen. */
export function isKeeping({
  storageMode,
  saveState,
}: Pick<StorageSlice, 'storageMode' | 'saveState'>): boolean {
  return storageMode === 'keep' && saveState !== 'off';
}

/** Room that the browser would still give; 0 where it is not known. */
export function bytesLeft({
  usedBytes,
  quotaBytes,
}: Pick<StorageSlice, 'usedBytes' | 'quotaBytes'>): number {
  return Math.max(0, (quotaBytes ?? 0) - (usedBytes ?? 0));
}

/** Below this share of free room a warning is due although writing still works. */
const NEARLY_FULL_SHARE = 0.8;

/** Whether so little room is left that a few large images could fill it. */
export function isNearlyFull({
  usedBytes,
  quotaBytes,
}: Pick<StorageSlice, 'usedBytes' | 'quotaBytes'>): boolean {
  if (usedBytes === null || !quotaBytes) return false;
  return usedBytes > NEARLY_FULL_SHARE * quotaBytes || quotaBytes - usedBytes < TRIED_BYTES;
}
