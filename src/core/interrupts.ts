/** Calls that one event ends together, such as the death of the worker that they wait for. */
export interface Interrupts {
  /** `call`, or the rejection of `interrupt` if that comes first. */
  guard<T>(call: Promise<T>): Promise<T>;
  /** Rejects every guarded call that is still open, and all later ones. */
  interrupt(error: Error): void;
}

/**
 * Replaces `Promise.race` with a long-lived promise, which would keep the results of all calls in
 * memory while it is pending.
 */
export function createInterrupts(): Interrupts {
  const open = new Set<(error: Error) => void>();
  let reason: Error | null = null;
  return {
    guard(call) {
      return new Promise((resolve, reject) => {
        open.add(reject);
        call.finally(() => open.delete(reject)).then(resolve, reject);
        if (reason) reject(reason);
      });
    },
    interrupt(error) {
      reason ??= error;
      for (const reject of open) reject(reason);
      open.clear();
    },
  };
}
