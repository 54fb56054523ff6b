import { named } from '@/core/errors';
import {
  type Answer,
  type Broadcast,
  channelName,
  type PlainError,
  type Question,
  type StoredState,
  type Tally,
} from './protocol';

export interface OfflineEvents {
  /** Bytes of what is being stored; every tab hears it. */
  onProgress(loadedBytes: number, totalBytes: number): void;
  /** Requests of this run of the service worker so far. */
  onTally(tally: Tally): void;
  /** This release or a newer one could not be stored completely. The earlier one still runs. */
  onInstallFailed(error: Error): void;
  /** A new release is stored completely and waits. */
  onUpdateReady(): void;
  /** This or another tab has erased what was stored. */
  onErased(): void;
  /** Another tab has let a new release take over; this page still runs the old one. */
  onReplaced(): void;
}

/** The service worker seen from the page. */
export interface OfflineClient {
  /**
   * Whether the worker answers this page's requests. False after a reload that bypasses it, or if
   * its installation failed.
   */
  readonly isControlled: boolean;
  /** Whether it has done so since the page began to load; false on a first visit. */
  readonly wasControlled: boolean;
  /** Whether there is a worker to ask; false if its first installation failed. */
  readonly isInstalled: boolean;
  /**
   * @throws AppErased when the browser no longer has the worker: the user has cleared the site's
   *   data
   */
  state(): Promise<StoredState>;
  /**
   * Stores what is missing. Continues when the browser ends the worker.
   *
   * @throws AppFileMissing, AppFileCorrupt, AppFileUnreachable, StorageFull
   */
  store(part: 'engine' | 'all'): Promise<StoredState>;
  /** Asks the server for a new release; silent without a network. */
  checkForUpdate(): Promise<void>;
  /**
   * Lets the waiting release take over. Resolves when it does, or when none waits any more: a
   * reloaded page then gets it.
   *
   * @throws UpdateDelayed when it does not take over, although it was asked again and again
   */
  applyUpdate(): Promise<void>;
  /** Deletes everything the workers stored, stops them from storing more, and removes them. */
  erase(): Promise<void>;
}

/** A worker that is silent for this long was ended by the browser. Asking again starts it. */
const SILENCE_MS = 60_000;

/**
 * A browser lets a new release wait while the old one is busy, and may then forget it. So the
 * release is asked again after this time.
 */
const TAKE_OVER_MS = 5000;
const TAKE_OVER_TRIES = 4;

/**
 * Registers the service worker. Waits until it answers this page's requests, or until it is clear
 * that it will not.
 *
 * @param folder URL of the app's folder, ending in a slash
 * @throws what the browser throws where service workers are switched off
 */
export async function startOfflineWorker(
  folder: string,
  events: OfflineEvents,
): Promise<OfflineClient> {
  const { serviceWorker } = navigator;
  let controller = serviceWorker.controller;
  const wasControlled = controller !== null;
  let isReplaced = false;
  let isApplying = false;
  serviceWorker.addEventListener('controllerchange', () => {
    if (controller) isReplaced = true; // otherwise it is the first to take this page over
    if (isReplaced && !isApplying) events.onReplaced();
    controller = serviceWorker.controller;
  });
  let heardAt = Date.now();
  const channel = new BroadcastChannel(channelName(folder)); // before a worker can say anything
  channel.addEventListener('message', ({ data }: MessageEvent<Broadcast>) => {
    heardAt = Date.now();
    if (data.type === 'progress') events.onProgress(data.loadedBytes, data.totalBytes);
    else if (data.type === 'tally') events.onTally(data.tally);
    else if (data.type === 'erased') events.onErased();
    else events.onInstallFailed(toError(data.error));
  });

  const registration = await serviceWorker.register(new URL('sw.js', folder).href, {
    scope: folder,
    updateViaCache: 'none',
  });
  await untilControlled(registration);
  watchForUpdate(registration, events.onUpdateReady);

  /** The state answered, or `null` if there is none or the worker has been silent for too long. */
  function ask(question: Question, worker = registration.active): Promise<StoredState | null> {
    if (!worker) throw new Error('The service worker is not installed');
    return new Promise((resolve, reject) => {
      const { port1, port2 } = new MessageChannel();
      heardAt = Date.now();
      const watch = setInterval(() => {
        if (Date.now() - heardAt > SILENCE_MS) end(() => resolve(null));
      }, SILENCE_MS / 10);
      const end = (settle: () => void): void => {
        clearInterval(watch);
        port1.close();
        settle();
      };
      port1.onmessage = ({ data }: MessageEvent<Answer>) =>
        end(() => {
          if ('error' in data) reject(toError(data.error));
          else resolve('state' in data ? data.state : null);
        });
      worker.postMessage(question, [port2]);
    });
  }

  async function askUntil(
    question: Question,
    isDone: (state: StoredState) => boolean,
  ): Promise<StoredState> {
    for (;;) {
      const state = await ask(question);
      if (state && isDone(state)) return state;
    }
  }

  return {
    isControlled: serviceWorker.controller !== null,
    wasControlled,
    isInstalled: registration.active !== null,
    async state() {
      const found = await serviceWorker.getRegistration(folder);
      if (found?.scope !== registration.scope)
        throw named('AppErased', 'The service worker is no longer registered');
      return askUntil({ type: 'state', isCurrent: !isReplaced }, () => true);
    },
    store: (part) =>
      askUntil({ type: 'store', part }, (state) =>
        part === 'engine' ? state.isEngineStored : state.isComplete,
      ),

    async checkForUpdate() {
      if (navigator.onLine) await registration.update().catch(() => {}); // the next check will do
    },

    async applyUpdate() {
      isApplying = true;
      for (let tries = 0; tries < TAKE_OVER_TRIES; tries++) {
        const { waiting } = registration;
        if (!waiting || (await takesOver(waiting))) return;
      }
      isApplying = false;
      throw named('UpdateDelayed', 'The new release was asked to take over and has not');
    },

    async erase() {
      const { installing, waiting, active } = registration;
      await registration.unregister(); // first, so that none comes after these
      for (const worker of [installing, waiting, active])
        if (worker) await ask({ type: 'erase' }, worker);
    },
  };
}

function toError({ name, message, values }: PlainError): Error {
  return name === 'Error' ? new Error(message) : named(name, message, values);
}

/** The first installation takes over the page when it is done. */
async function untilControlled(registration: ServiceWorkerRegistration): Promise<void> {
  const { serviceWorker } = navigator;
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  if (serviceWorker.controller || !worker) return;
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (worker.state === 'activated' || worker.state === 'redundant') resolve();
    };
    worker.addEventListener('statechange', look);
    serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true });
    look();
  });
}

/** Asks a waiting worker to take over; false when it still waits after some seconds. */
function takesOver(worker: ServiceWorker): Promise<boolean> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (worker.state !== 'installed') end();
    };
    const end = (): void => {
      clearTimeout(timer);
      worker.removeEventListener('statechange', look);
      resolve(worker.state !== 'installed');
    };
    const timer = setTimeout(end, TAKE_OVER_MS);
    worker.addEventListener('statechange', look);
    const question: Question = { type: 'activate' };
    worker.postMessage(question, [new MessageChannel().port2]); // its state is the answer
    look();
  });
}

function watchForUpdate(registration: ServiceWorkerRegistration, onReady: () => void): void {
  if (registration.waiting) onReady();
  const watch = (worker: ServiceWorker | null): void =>
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && registration.active) onReady();
    });
  watch(registration.installing);
  registration.addEventListener('updatefound', () => watch(registration.installing));
}
