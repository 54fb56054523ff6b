import { named } from '@/core/errors';
import { inOrder } from '@/core/queues';
import type { JobKind } from '@/model/protocol';

/** One request in progress or waiting. */
export interface Job {
  readonly imageId: string;
  /** @throws Cancelled when it should stop */
  check(): void;
}

interface Entry extends Job {
  cancel(): void;
}

export interface Jobs {
  /**
   * Runs `work` after earlier jobs of the same kind. Waiting jobs that are cancelled are rejected
   * at once and delay nobody.
   */
  queue<T>(imageId: string, work: (job: Job) => Promise<T>): Promise<T>;
  /** Runs `work` at once; older `latest` jobs of this image are cancelled. */
  latest<T>(imageId: string, work: (job: Job) => Promise<T>): Promise<T>;
  cancel(imageId: string, kind: JobKind): void;
}

/**
 * Jobs of two kinds: queued ones run one at a time, in order; of `latest` ones the newest counts.
 */
export function createJobs(): Jobs {
  const queued = new Set<Entry>();
  const refining = new Set<Entry>();
  const enqueue = inOrder();

  async function track<T>(
    entries: Set<Entry>,
    imageId: string,
    work: (job: Job) => Promise<T>,
  ): Promise<T> {
    let stop: (error: Error) => void = () => {};
    const stopped = new Promise<never>((_, reject) => {
      stop = reject;
    });
    stopped.catch(() => {}); // the work itself also notices, at its next check
    let error: Error | null = null;
    const entry: Entry = {
      imageId,
      check() {
        if (error) throw error;
      },
      cancel() {
        error ??= named('Cancelled', `The work on ${imageId} was cancelled`);
        stop(error);
      },
    };
    entries.add(entry);
    try {
      return await Promise.race([work(entry), stopped]);
    } finally {
      entries.delete(entry);
    }
  }

  function cancelIn(entries: Set<Entry>, imageId: string): void {
    for (const entry of entries) if (entry.imageId === imageId) entry.cancel();
  }

  return {
    queue(imageId, work) {
      return track(queued, imageId, (job) =>
        enqueue(async () => {
          job.check();
          return work(job);
        }),
      );
    },

    latest(imageId, work) {
      cancelIn(refining, imageId);
      return track(refining, imageId, work);
    },

    cancel(imageId, kind) {
      cancelIn(kind === 'segment' ? queued : refining, imageId);
    },
  };
}
