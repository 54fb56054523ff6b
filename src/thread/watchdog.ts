/**
 * Notices a worker that has stopped answering. Time is counted in ticks of a quarter of the limit
 * instead of read from a clock: a computer that slept has missed no ticks, and is not blamed.
 */
const TICKS = 4;

export interface Watchdog {
  /** The worker was heard: the count begins again. */
  heard(): void;
  /**
   * `call`, or the rejection with `onSilence()` if the worker is not heard for `limitMs` first
   * (and a tick more: the sign of life may have come just before one).
   */
  watch<T>(call: Promise<T>, limitMs: number, onSilence: () => Error): Promise<T>;
}

/** A watchdog over the calls to one worker; costs a timer a call. */
export function createWatchdog(): Watchdog {
  const waiting = new Set<{ silentTicks: number }>();
  return {
    heard() {
      for (const call of waiting) call.silentTicks = 0;
    },

    watch(call, limitMs, onSilence) {
      const entry = { silentTicks: 0 };
      waiting.add(entry);
      return new Promise((resolve, reject) => {
        const timer = setInterval(() => {
          entry.silentTicks++;
          if (entry.silentTicks <= TICKS) return;
          settle();
          reject(onSilence());
        }, limitMs / TICKS);
        const settle = (): void => {
          clearInterval(timer);
          waiting.delete(entry);
        };
        call.finally(settle).then(resolve, reject);
      });
    },
  };
}
