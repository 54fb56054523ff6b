import { named } from '@/core/errors';
import { newestOnly } from '@/core/queues';
import { type OfflineClient, startOfflineWorker } from '@/offline/client';
import { toFailure } from '@/state/failures/failure';
import { notifyFailure } from '@/state/store/notify-failure';
import { selectIsSafeToReload } from '@/state/store/offline-slice';
import { addTally, setEngine, setOffline, useStore } from '@/state/store/store';

/** Kept in the state of the history entry, which survives a reload and is stored nowhere else. */
const RELOADED = 'reloaded-for-isolation';
const CHECK_EVERY_MS = 3_600_000;
/** How long a new version waits for saving before it is offered again. */
const SAVING_MS = 20_000;

let client: OfflineClient | null = null;
/** Asked for again while it runs, it looks once more for what is missing. */
const storing = newestOnly(storeNow);
/** The engine starts when its files are stored. */
let isEngineWaiting = false;

/**
 * Starts the service worker and stores what the engine needs. Resolves when the engine may start.
 * It may in any case: without a service worker it downloads its files itself.
 */
export async function startOffline(): Promise<void> {
  const worker = await install();
  if (!worker) return;
  if (mayReloadForIsolation(worker)) {
    history.replaceState(RELOADED, '');
    location.reload();
    await new Promise(() => {}); // the page ends here
  }
  isEngineWaiting = true;
  await storeNow('engine');
  isEngineWaiting = false;
}

/** The installed service worker; `null` when there is none, which the store then says. */
async function install(): Promise<OfflineClient | null> {
  const unavailable = (
    offlineObstacle: 'insecure' | 'unsupported' | 'refused' | 'development',
  ): null => {
    setOffline({ offlinePhase: 'unavailable', offlineObstacle });
    return null;
  };
  if (!import.meta.env.PROD) return unavailable('development');
  if (!isSecureContext) return unavailable('insecure');
  if (!('serviceWorker' in navigator)) return unavailable('unsupported');
  try {
    client = await startOfflineWorker(new URL('./', document.baseURI).href, {
      onProgress: showProgress,
      onTally: addTally,
      onUpdateReady: () => setOffline({ update: 'ready' }),
      onErased: showErased,
      onReplaced: () => setOffline({ update: 'replaced' }),
      onInstallFailed: (error) => setOffline({ offlineFailure: toFailure(error) }),
    });
  } catch (error) {
    setOffline({ offlineFailure: toFailure(error) });
    return unavailable('refused');
  }
  if (!client.isInstalled) {
    setOffline({ offlinePhase: 'failed' });
    return null;
  }
  const { isControlled, wasControlled } = client;
  setOffline({ requestsCounted: wasControlled ? 'all' : isControlled ? 'later' : 'none' });
  watchForUpdates(client);
  return client;
}

/** Tries again what failed: installing the service worker, or storing what is missing. */
export async function retryOffline(): Promise<void> {
  if (client && !client.isInstalled) await install();
  await finishOffline();
}

/**
 * Stores everything that is still missing, including the engine's files if that failed before.
 * Called when the engine runs or has failed, so that the two do not compete for the network.
 */
export async function finishOffline(): Promise<void> {
  if (!client?.isInstalled) return;
  await storing.wish('all');
}

/**
 * Deletes the app's files from this device, including those of an update being stored. The page
 * works on until it is reloaded, which stores them again.
 */
export async function eraseOfflineCopy(): Promise<void> {
  await client?.erase(); // every tab hears of it, this one too
}

function showErased(): void {
  const error = named('AppErased', 'The offline copy was erased');
  setOffline({
    offlinePhase: 'failed',
    offlineFailure: toFailure(error),
    offlineProgress: null,
    update: 'none',
  });
}

/**
 * For hosts without the two isolation headers. The service worker adds them, so one reload of the
 * page gives it threads. Never while there is work, and only once, in case it does not help.
 */
function mayReloadForIsolation({ isControlled }: OfflineClient): boolean {
  return (
    isControlled &&
    !crossOriginIsolated &&
    history.state !== RELOADED &&
    useStore.getState().order.length === 0
  );
}

/** Failures are shown by the offline status, and by the engine if it misses the file. */
async function storeNow(part: 'engine' | 'all'): Promise<void> {
  const worker = client as OfflineClient;
  try {
    let state = await worker.state();
    const isStored = part === 'engine' ? state.isEngineStored : state.isComplete;
    if (!isStored) {
      setOffline({ offlinePhase: 'storing', offlineFailure: null });
      state = await worker.store(part);
    }
    const { releaseId, isEngineStored, isComplete } = state;
    setOffline({ releaseId, isEngineStored, offlineProgress: null });
    if (isComplete) setOffline({ offlinePhase: 'ready', offlineFailure: null });
  } catch (error) {
    setOffline({ offlinePhase: 'failed', offlineFailure: toFailure(error), offlineProgress: null });
  }
}

/** What is stored before the engine starts also counts as the engine's progress. */
function showProgress(loadedBytes: number, totalBytes: number): void {
  setOffline({ offlineProgress: { loadedBytes, totalBytes } });
  if (!isEngineWaiting) return;
  setEngine({
    enginePhase: 'loading',
    engineProgress: { phase: 'download', loadedBytes, totalBytes },
  });
}

function watchForUpdates(worker: OfflineClient): void {
  let checkedAt = Date.now(); // the browser has just looked
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return;
    // Browsers clear storage, and users clear a site's data, without telling the page.
    if (useStore.getState().offlinePhase === 'ready') void finishOffline();
    if (Date.now() - checkedAt < CHECK_EVERY_MS) return;
    checkedAt = Date.now();
    void worker.checkForUpdate();
  });
  window.addEventListener('online', () => {
    if (useStore.getState().offlinePhase === 'failed') void finishOffline();
  });
}

/**
 * Loads the new version as soon as all work is saved. If saving takes too long or the version does
 * not take over, it is offered again with the reason. Failed saving is shown as such.
 */
export async function applyUpdate(): Promise<void> {
  const { update } = useStore.getState();
  if (update !== 'ready' && update !== 'replaced') return;
  let offered: typeof update = update;
  setOffline({ update: 'applying' });
  try {
    if (!(await untilSaved())) return setOffline({ update: offered });
    if (update === 'ready') {
      await client?.applyUpdate();
      offered = 'replaced';
      if (!(await untilSaved())) return setOffline({ update: offered }); // edited meanwhile
    }
    location.reload();
  } catch (error) {
    setOffline({ update: offered });
    notifyFailure(error, { kind: 'warning' });
  }
}

/**
 * False when something cannot be saved and a reload would lose it.
 *
 * @throws UpdateUnsaved when saving takes too long
 */
function untilSaved(): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const look = (): boolean => {
      const state = useStore.getState();
      const isSafe = selectIsSafeToReload(state);
      if (!isSafe && state.saveState === 'saving') return false;
      resolve(isSafe);
      return true;
    };
    if (look()) return;
    const end = (): void => {
      stop();
      clearTimeout(timer);
    };
    const stop = useStore.subscribe(() => {
      if (look()) end();
    });
    const timer = setTimeout(() => {
      end();
      const values = { seconds: SAVING_MS / 1000 };
      reject(named('UpdateUnsaved', 'Work was still being saved', values));
    }, SAVING_MS);
  });
}
