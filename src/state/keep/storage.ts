import { eraseDevice, listRemains, type Remains } from '@/io/library/erase-device';
import { readUsage } from '@/io/library/storage-usage';
import { cacheNames } from '@/offline/caches';
import { toFailure } from '@/state/failures/failure';
import { onHistory } from '@/state/history/history';
import { closeImage } from '@/state/list/list-images';
import { eraseOfflineCopy } from '@/state/offline/offline';
import { type Address, writeKeeping } from '@/state/store/address';
import { holdsWork } from '@/state/store/document-slice';
import { notifyFailure } from '@/state/store/notify-failure';
import { selectImages } from '@/state/store/selectors';
import {
  bytesLeft,
  isNearlyFull,
  type SaveState,
  storesNothing,
} from '@/state/store/storage-slice';
import { notify, onImageChanged, setStorage, setView, useStore } from '@/state/store/store';
import { formatBytes } from '@/state/text/format-amount';
import { keepOpenImages, startAutosave } from './autosave';
import { retrySaving, stopSaving } from './journal';
import { keepPreferences, readPreferences } from './keep-preferences';
import { findRestorable } from './restore-work';
import { closeLibrary, library, onErasedElsewhere, oneAfterAnother, sessionId } from './session';

export type { Remains };

/** Pause between two questions about room: the browser adds up all its files each time. */
export const USAGE_EVERY_MS = 5000;

let isPersistAsked = false;
let isFailureShown = false;
let isRoomWarned = false;
let usageAt = Number.NEGATIVE_INFINITY;

/** Starts saving, reads the preferences and looks for work to restore. Call once, before images open. */
export async function startStorage(storageMode: Address['storageMode']): Promise<void> {
  const isKept = storageMode === 'keep';
  setStorage({ storageMode, saveState: isKept ? 'saved' : 'off' });
  startAutosave();
  keepPreferences();
  askWhenWorthwhile();
  onErasedElsewhere(stopAfterErasure);
  useStore.subscribe((state) => state.saveState, onSaveState);
  window.addEventListener('beforeunload', warnOfUnsaved);
  if (!isKept) return;
  await orFail(readPreferences);
  await takeStock();
}

/** Finds what earlier visits left, and how much room there is. */
export async function takeStock(): Promise<void> {
  await orFail(findRestorable);
  await refreshUsage();
}

/** Unreadable storage is reported like unwritable storage: nothing is safe there. */
async function orFail(read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    setStorage({ saveState: 'failed', saveFailure: toFailure(error) });
  }
}

/**
 * Asks the browser how much room is used and left. Warns long before it runs out: once, until there
 * is room again.
 */
export async function refreshUsage(): Promise<void> {
  usageAt = performance.now();
  const { storageMode } = useStore.getState();
  const usage = await readUsage(storageMode === 'keep');
  setStorage(usage);
  const wasWarned = isRoomWarned;
  isRoomWarned = isNearlyFull(usage);
  if (!isRoomWarned || wasWarned) return;
  const left = formatBytes(bytesLeft(usage));
  notify({
    kind: 'warning',
    message: 'notice.storageNearlyFull',
    values: { left },
    command: 'storage',
  });
}

/**
 * Turns saving on or off for this tab. Off deletes what this tab has saved, restored work included.
 * On saves everything that is open from now on, with its history.
 */
export function setKeeping(isKept: boolean): Promise<void> {
  writeKeeping(isKept);
  return oneAfterAnother(async () => {
    try {
      if (isKept) {
        setStorage({ storageMode: 'keep', saveState: 'saved', savedAt: null });
        keepOpenImages();
        await findRestorable();
      } else {
        setStorage({ storageMode: 'private', savedAt: null, restorable: [] });
        await stopSaving();
        await (await library()).discard(sessionId);
      }
      await refreshUsage();
    } catch (error) {
      notifyFailure(error, { message: isKept ? 'notice.savingFailed' : 'notice.eraseFailed' });
    }
  });
}

/** Writes what waits, after room was made, and looks again for work of earlier visits. */
export async function retry(): Promise<void> {
  retrySaving();
  await takeStock();
}

/**
 * Discards what waits and saves nothing more. What was written before stays, and the dialog says
 * so.
 */
export async function goOnWithoutSaving(): Promise<void> {
  setStorage({ storageMode: 'stopped', restorable: [] });
  await stopSaving();
}

/**
 * Deletes everything that this app has stored, and closes all images. Other tabs are told.
 *
 * @param andApp the offline copy of the app too
 * @returns what is stored now, checked again; `null` when something could not be deleted, which a
 *   notice says
 */
export function eraseEverything(andApp: boolean): Promise<Remains | null> {
  return oneAfterAnother(async () => {
    const { order, storageMode } = useStore.getState();
    const isKept = !storesNothing(storageMode);
    const folder = new URL('./', document.baseURI).href;
    const names = cacheNames(folder);
    const ours = Object.values(names);
    await stopSaving();
    for (const id of order) closeImage(id);
    try {
      await closeLibrary();
      if (andApp) await eraseOfflineCopy();
      await eraseDevice(andApp ? ours : [names.shared]);
      setStorage({ savedAt: null, restorable: [] });
      await refreshUsage();
      return await listRemains(ours, folder);
    } catch (error) {
      notifyFailure(error, { message: 'notice.eraseFailed' });
      return null;
    } finally {
      if (isKept) setStorage({ storageMode: 'keep', saveState: 'saved' });
    }
  });
}

/** Another tab has erased what is open here. It is not written again. */
function stopAfterErasure(): void {
  const { order, storageMode } = useStore.getState();
  setStorage({ savedAt: null, restorable: [] });
  if (order.length === 0 || storesNothing(storageMode)) return;
  setStorage({ storageMode: 'private' });
  void stopSaving();
  const message = 'notice.erasedElsewhere';
  notify({ kind: 'warning', message, values: {}, command: 'save-session' });
}

/** Asks the browser once not to clear the storage, when there is work to protect. */
function askWhenWorthwhile(): void {
  const ask = (): void => {
    if (isPersistAsked || useStore.getState().storageMode !== 'keep') return;
    isPersistAsked = true;
    const { storage }: { readonly storage?: Partial<StorageManager> } = navigator;
    void storage?.persist?.().then((isPersisted) => {
      setStorage({ isPersisted });
    });
  };
  onHistory(ask);
  onImageChanged((image) => {
    if (image && (image.decision !== 'open' || image.note !== '')) ask();
  });
}

function onSaveState(now: SaveState): void {
  const { saveFailure } = useStore.getState();
  if (now === 'failed' && saveFailure) {
    notify({
      kind: 'error',
      message: 'notice.savingFailed',
      values: {},
      failure: saveFailure,
      command: 'storage',
    });
    // What can be done about it is shown there and then, once: closing images to make room tries anew.
    if (!isFailureShown) setView({ dialog: 'storage' });
    isFailureShown = true;
  }
  if (now === 'saved') isFailureShown = false;
  if (now === 'saved' && performance.now() - usageAt > USAGE_EVERY_MS) void refreshUsage();
}

/** Changes in memory alone would be lost with the page, even if the user wants it that way. */
function warnOfUnsaved(event: BeforeUnloadEvent): void {
  const { saveState, unsavedIds } = useStore.getState();
  const isWaiting = saveState === 'saving' || saveState === 'failed' || unsavedIds.length > 0;
  if (isWaiting || (saveState === 'off' && selectImages(useStore.getState()).some(holdsWork)))
    event.preventDefault();
}
