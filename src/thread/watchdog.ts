/**
 * Notices a worker that has stopped answering. It counts ticks of a quarter of the limit instead of
 * reading a clock: a computer that slept has missed no ticks.
 */
const TICKS = 4;

export interface Watchdog {
  /** The worker was heard: the count starts again. */
  heard(): void;
  /**
   * `call`, or the rejection with `onSilence()` if the worker is not heard for `limitMs` first. One
   * tick more is allowed: the sign of life may have come just before one.
   */
  watch<T>(call: Promise<T>, limitMs: number, onSilence: () => Error): Promise<T>;
}

/** A watchdog over the calls to one worker. Costs one timer a call. */
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
