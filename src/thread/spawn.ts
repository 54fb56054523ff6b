import { proxy, type Remote, releaseProxy, transfer, wrap } from 'comlink';
import { named } from '@/core/errors';
import { createInterrupts } from '@/core/interrupts';

/** A running worker seen from the page. */
export interface Thread<Api> {
  readonly remote: Remote<Api>;
  /** Rejects with WorkerDied when the worker is gone for any reason but `end()`; never resolves. */
  readonly died: Promise<never>;
  /** `call`, or the rejection of `died` if that comes first: a dead worker answers nothing. */
  guard<T>(call: Promise<T>): Promise<T>;
  /** Terminates the worker; later calls are never answered. */
  end(): void;
}

/**
 * Wraps a worker that calls `serve`, and watches whether it lives.
 *
 * @param start creates the worker with the given name: `(name) => new Worker(url, { type: 'module',
 *   name })`
 * @param label human word for the worker, part of its name
 */
export function spawn<Api>(start: (name: string) => Worker, label: string): Thread<Api> {
  const name = `${label}-${crypto.randomUUID()}`;
  const worker = start(name);
  const remote = wrap<Api>(worker);
  let ended = false;
  const watch = new AbortController();

  const { guard, interrupt } = createInterrupts();
  let tellDeath: (error: Error) => void = () => {};
  const died = new Promise<never>((_, reject) => {
    tellDeath = reject;
  });
  died.catch(() => {}); // whoever guards a call hears of it

  const gone = (detail: string): void => {
    if (ended) return;
    ended = true;
    worker.terminate();
    const error = named('WorkerDied', `The ${label} worker is gone: ${detail}`, { worker: label });
    tellDeath(error);
    interrupt(error);
  };
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    gone(event.message || 'its script could not be loaded or failed');
  });
  if ('locks' in navigator) {
    void watchLock(name, watch.signal, () => gone('its lock was released'));
  }

  return {
    remote,
    died,
    guard,
    end() {
      if (ended) return;
      ended = true;
      watch.abort();
      remote[releaseProxy]();
      worker.terminate();
    },
  };
}

/** Waits until the worker has taken its lock, then until it gives it back. */
async function watchLock(name: string, signal: AbortSignal, gone: () => void): Promise<void> {
  for (;;) {
    if (signal.aborted) return;
    const { held } = await navigator.locks.query();
    if (held?.some((lock) => lock.name === name)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  try {
    await navigator.locks.request(name, { signal }, gone);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

export { proxy, transfer };
