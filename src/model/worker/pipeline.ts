import { named } from '@/core/errors';
import { createInterrupts, type Interrupts } from '@/core/interrupts';
import type { TileSource } from '@/core/tiles/tile-source';
import type { DescriptorStats } from '@/core/tiles/unfamiliar';
import type {
  EngineInfo,
  JobKind,
  Prediction,
  ProbabilityPatch,
  RefineRequest,
  SegmentProgress,
  SegmentRequest,
} from '@/model/protocol';
import { createGate } from './gate';
import { createJobs } from './jobs';
import { refineImage } from './refine';
import { segmentImage } from './segment';
import type { Stages } from './stages';
import { TileStore } from './tile-store';
import { createWork } from './work';

/** For encodings and masks of tiles: the last 23 tiles can be refined without encoding again. */
const CACHE_BYTES = 256 * 2 ** 20;

export interface PipelineParts {
  readonly stages: Stages;
  readonly stats: DescriptorStats;
  readonly engine: Pick<EngineInfo, 'engine' | 'threads'>;
  readonly cacheBytes?: number;
}

/** The segmenter without its runtime: the caller's stages decide where graphs run. */
export interface Pipeline {
  /** Takes pixels from `source` from now on. Jobs that wait for another source are rejected. */
  connect(source: TileSource): void;
  segment(
    request: SegmentRequest,
    onProgress: (progress: SegmentProgress) => void,
  ): Promise<Prediction>;
  refine(
    request: RefineRequest,
    onProgress: (progress: SegmentProgress) => void,
  ): Promise<ProbabilityPatch>;
  cancel(imageId: string, kind: JobKind): void;
  forget(imageId: string): void;
  readonly cacheBytes: number;
}

/**
 * A pipeline without pixels yet. Keeps at most `cacheBytes` of encodings and masks (256 MiB by
 * default).
 */
export function createPipeline({ stages, stats, engine, cacheBytes }: PipelineParts): Pipeline {
  const store = new TileStore(cacheBytes ?? CACHE_BYTES);
  const gate = createGate();
  const jobs = createJobs();
  let source: TileSource | null = null;
  let reads: Interrupts | null = null;

  function parts(): { stages: Stages; source: TileSource; gate: typeof gate } {
    if (!source) throw named('UnknownImage', 'No pixel source is connected to the segmenter');
    return { stages, source, gate };
  }

  return {
    connect(next) {
      // The server of the last source may be gone and would never answer.
      reads?.interrupt(named('UnknownImage', 'The pixels are served by another worker now'));
      const mine = createInterrupts();
      reads = mine;
      source = {
        squashed: (...args) => mine.guard(next.squashed(...args)),
        tile: (...args) => mine.guard(next.tile(...args)),
      };
    },

    segment(request, onProgress) {
      return jobs.queue(request.imageId, (job) => {
        const work = createWork(job, false, parts());
        return segmentImage(work, store, request, engine, stats, onProgress);
      });
    },

    refine(request, onProgress) {
      return jobs.latest(request.imageId, async (job) =>
        refineImage(createWork(job, true, parts()), store, request, onProgress),
      );
    },

    cancel(imageId, kind) {
      jobs.cancel(imageId, kind);
    },

    forget(imageId) {
      jobs.cancel(imageId, 'segment');
      jobs.cancel(imageId, 'refine');
      store.forget(imageId);
    },

    get cacheBytes() {
      return store.bytes;
    },
  };
}
