import type { TileSource } from '@/core/tiles/tile-source';
import type { StageTimes } from '@/model/protocol';
import type { Gate } from './gate';
import type { Job } from './jobs';
import type { Stages } from './stages';

/**
 * What one job works with: stages and pixels that stop when it is cancelled and measure their time.
 */
export interface Work {
  readonly stages: Stages;
  readonly source: TileSource;
  /** Runs `blend` and measures its time. */
  blend<T>(blend: () => T): T;
  times(): StageTimes;
}

export function createWork(
  job: Job,
  isUrgent: boolean,
  { stages, source, gate }: { stages: Stages; source: TileSource; gate: Gate },
): Work {
  const startedAt = performance.now();
  const spent = { lkaMs: 0, cpMs: 0, msfMs: 0, pixelsMs: 0, blendMs: 0 };

  const timed = async <T>(key: keyof typeof spent, call: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    try {
      return await call();
    } finally {
      spent[key] += performance.now() - from;
    }
  };
  const gated = async <T>(key: keyof typeof spent, call: () => Promise<T>): Promise<T> => {
    const result = await gate(isUrgent, () => {
      job.check();
      return timed(key, call); // without the time in front of the gate
    });
    job.check();
    return result;
  };

  return {
    stages: {
      encode: (image) => gated('lkaMs', () => stages.encode(image)),
      prompt: (encoding, prior) => gated('cpMs', () => stages.prompt(encoding, prior)),
      decode: (encoding, dense, clicks) =>
        gated('msfMs', () => stages.decode(encoding, dense, clicks)),
    },
    source: {
      squashed: (...args) => timed('pixelsMs', () => source.squashed(...args)),
      tile: (...args) => timed('pixelsMs', () => source.tile(...args)),
    },
    blend(blend) {
      const from = performance.now();
      const result = blend();
      spent.blendMs += performance.now() - from;
      return result;
    },
    times: () => ({ ...spent, totalMs: performance.now() - startedAt }),
  };
}
