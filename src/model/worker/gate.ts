/** Lets one run of a graph happen at a time. */
export type Gate = <T>(isUrgent: boolean, run: () => Promise<T>) => Promise<T>;

/**
 * The runtime takes one run at a time. Urgent runs (the user waits for a click) go first, so a
 * large image in progress delays them by one run at most. Messages are handled after each run.
 * Otherwise `cancel` would not be heard before the work is over.
 */
export function createGate(): Gate {
  const waiting: { isUrgent: boolean; begin: () => void }[] = [];
  let isBusy = false;

  function next(): void {
    const urgent = waiting.findIndex((entry) => entry.isUrgent);
    const [entry] = waiting.splice(Math.max(0, urgent), 1);
    isBusy = entry !== undefined;
    entry?.begin();
  }

  return async (isUrgent, run) => {
    await new Promise<void>((begin) => {
      waiting.push({ isUrgent, begin });
      if (!isBusy) next();
    });
    try {
      return await run();
    } finally {
      await turn();
      next();
    }
  };
}

/** Lets waiting messages be handled before this resolves. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
