/** Runs each piece of work after the earlier ones. */
export type InOrder = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * A queue that runs one piece of work at a time, in the order of the calls. Each promise settles
 * with its own work. A failure goes to its caller, and the next piece runs all the same. Nothing
 * starts within the call itself.
 */
export function inOrder(): InOrder {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const own = last.then(work);
    last = own.catch(() => {}); // whoever asked for it hears of it
    return own;
  };
}

/** Work for which only the newest wish counts. */
export interface NewestOnly<Key, Wish, Result> {
  /**
   * Wishes for `key`. Replaces a wish that has not started.
   *
   * @returns the newest wish's result: a wish made while this one runs answers for it. Rejects as
   *   this wish fails. `undefined` when the wish was dropped
   */
  wish(key: Key, wish: Wish): Promise<Result | undefined>;
  /** Whether a wish waits for `key`: then the running one is no longer wanted. */
  isWished(key: Key): boolean;
  /** Drops the wish that waits for `key`. A running one continues. */
  drop(key: Key): void;
}

/**
 * Runs `work` for the newest wish of each key, one at a time over all keys, oldest key first. Skips
 * wishes that come faster than the work. A failure stops no other wish.
 */
export function newestOnly<Key, Wish = void, Result = void>(
  work: (key: Key, wish: Wish) => Promise<Result>,
): NewestOnly<Key, Wish, Result> {
  interface Waiting {
    wish: Wish;
    readonly done: Promise<Result | undefined>;
  }
  const waiting = new Map<Key, Waiting>();
  const enqueue = inOrder();

  function wishAnew(key: Key, wish: Wish): Waiting {
    const start = async (): Promise<Result | undefined> => {
      if (waiting.get(key) !== own) return undefined; // dropped
      waiting.delete(key);
      return work(key, own.wish);
    };
    const done = enqueue(start).then((result) => waiting.get(key)?.done ?? result);
    const own: Waiting = { wish, done };
    waiting.set(key, own);
    return own;
  }

  return {
    wish(key, wish) {
      const known = waiting.get(key);
      if (!known) return wishAnew(key, wish).done;
      known.wish = wish;
      return known.done;
    },
    isWished: (key) => waiting.has(key),
    drop: (key) => {
      waiting.delete(key);
    },
  };
}
