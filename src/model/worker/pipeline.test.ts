import { describe, expect, test } from 'vitest';
import type { TileSource } from '@/core/tiles/tile-source';
import type { DescriptorStats } from '@/core/tiles/unfamiliar';
import { MODALITY_NAMES, type ModalityName } from '@/model/contract';
import type { RefineRequest, SegmentProgress, SegmentRequest } from '@/model/protocol';
import { createPipeline } from './pipeline';
import type { Decoding, Encoding, Stages } from './stages';

// Made-up stages: how jobs follow, interrupt and stop each other, not what the masks look like.

const stats: DescriptorStats = {
  mean: [0],
  projection: [[1]],
  classMeans: [[0]],
  distance99_5: [1],
  residual99_5: 1,
  familiar: { weight: [0], bias: 1, threshold: 0 },
};

const source: TileSource = {
  squashed: async () => new Float32Array(3),
  tile: async () => new Float32Array(3),
};

const encoding = (modality: ModalityName, certainty = 9): Encoding => ({
  embedding: new Float32Array(1),
  detail2: new Float32Array(1),
  detail4: new Float32Array(1),
  detail8: new Float32Array(1),
  modality: Float32Array.from(MODALITY_NAMES, (name) => (name === modality ? certainty : 0)),
  descriptor: Float32Array.of(0),
});

const decoding = (): Decoding => ({ masks: new Float32Array(2 * 256 * 256).fill(1), iou: 0.5 });

/** Stages that note every run in `log`. */
function fakeStages(log: string[], modality: ModalityName = 'histology'): Stages {
  return {
    encode: async () => {
      log.push('encode');
      return encoding(modality);
    },
    prompt: async () => {
      log.push('prompt');
      return { coarse: new Float32Array(64 * 64), dense: new Float32Array(1) };
    },
    decode: async (_, __, clicks) => {
      log.push(clicks.length ? `decode ${clicks.length} clicks` : 'decode');
      return decoding();
    },
  };
}

function pipelineWith(stages: Stages, from = source) {
  const pipeline = createPipeline({ stages, stats, engine: { engine: 'wasm', threads: 1 } });
  pipeline.connect(from);
  return pipeline;
}

const request = (imageId: string, side: number): SegmentRequest => ({
  imageId,
  size: { width: side, height: side },
  modality: 'auto',
  micronsPerPixel: null,
});

const refineRequest = (imageId: string, side: number, count: number): RefineRequest => ({
  ...request(imageId, side),
  modality: 'histology',
  clicks: Array.from({ length: count }, (_, i) => ({ at: { x: i + 1, y: 1 }, belongs: true })),
  prior: null,
});

const ignore = () => {};

describe('cancel', () => {
  test('stops a job between two runs', async () => {
    const log: string[] = [];
    const pipeline = pipelineWith(fakeStages(log));
    const job = pipeline.segment(request('a', 3000), ({ phase, done }: SegmentProgress) => {
      if (phase === 'tiles' && done === 2) pipeline.cancel('a', 'segment');
    });
    await expect(job).rejects.toMatchObject({ name: 'Cancelled' });
    const runs = log.length;
    await pipeline.segment({ ...request('b', 10), modality: 'dermoscopy' }, ignore);
    // The new job alone has run since: encode, coarse prompt, prompt, decode.
    expect(log.slice(runs)).toEqual(['encode', 'prompt', 'prompt', 'decode']);
  });

  test('rejects a waiting job at once, and the next one does not wait for it', async () => {
    const order: string[] = [];
    const pipeline = pipelineWith(fakeStages([]));
    const note = (name: string) => (error?: { name: string }) =>
      order.push(`${name} ${error?.name ?? 'done'}`);
    const first = pipeline.segment(request('a', 600), ignore).then(() => note('a')());
    const second = pipeline.segment(request('b', 600), ignore).catch(note('b'));
    const third = pipeline.segment(request('c', 600), ignore).then(() => note('c')());
    pipeline.cancel('b', 'segment');
    await Promise.all([first, second, third]);
    expect(order).toEqual(['b Cancelled', 'a done', 'c done']);
  });

  test('of an unknown image is fine', () => {
    expect(() => pipelineWith(fakeStages([])).cancel('nobody', 'segment')).not.toThrow();
  });
});

describe('refine', () => {
  test('does not wait for a large image in progress', async () => {
    const log: string[] = [];
    const pipeline = pipelineWith(fakeStages(log));
    await pipeline.segment(request('small', 100), ignore);
    let tilesBefore = 0;
    const large = pipeline.segment(request('large', 4000), ({ done }) => {
      tilesBefore = done;
    });
    await pipeline.refine(refineRequest('small', 100, 1), ignore);
    expect(tilesBefore).toBeLessThan(10);
    await large;
    expect(tilesBefore).toBe(81);
  });

  test('is overtaken by a newer one of the same image', async () => {
    const log: string[] = [];
    const pipeline = pipelineWith(fakeStages(log));
    await pipeline.segment(request('a', 100), ignore);
    const older = pipeline.refine(refineRequest('a', 100, 1), ignore);
    const newer = pipeline.refine(refineRequest('a', 100, 2), ignore);
    await expect(older).rejects.toMatchObject({ name: 'Cancelled' });
    await newer;
    expect(log.at(-1)).toBe('decode 2 clicks');
  });

  test('sends what an overtaken one has changed along with its own tiles', async () => {
    const pipeline = pipelineWith(fakeStages([]));
    await pipeline.segment(request('a', 1000), ignore);
    const at = (x: number, y: number) => ({ at: { x, y }, belongs: true });
    const base = refineRequest('a', 1000, 0);
    const stages: string[] = [];
    const older = pipeline
      .refine({ ...base, clicks: [at(10, 10), at(990, 10)] }, ignore)
      .catch((error: Error) => stages.push(error.name));
    const patch = await pipeline.refine({ ...base, clicks: [at(10, 10), at(990, 990)] }, ignore);
    await older;
    expect(stages).toEqual(['Cancelled']);
    expect(patch.rect).toEqual({ x: 0, y: 0, width: 1000, height: 1000 });
  });

  test('answers a click that was taken back and is made again, without running for it twice', async () => {
    const log: string[] = [];
    const pipeline = pipelineWith(fakeStages(log));
    await pipeline.segment(request('a', 1000), ignore);
    const clicked = refineRequest('a', 1000, 1);
    const first = await pipeline.refine(clicked, ignore);
    const runs = log.length;
    const again = await pipeline.refine(clicked, ignore);
    expect(again.rect).toEqual(first.rect);
    expect(again.rect.width).toBeGreaterThan(0);
    expect(again.probability).toEqual(first.probability);
    expect(log).toHaveLength(runs);
  });

  test('runs the tiles that a mask covers, and leaves tiles with other clicks as they are', async () => {
    const log: string[] = [];
    const pipeline = pipelineWith(fakeStages(log));
    await pipeline.segment(request('a', 1000), ignore);
    const at = (x: number, y: number) => ({ at: { x, y }, belongs: true });
    const prior = (x: number, y: number) => {
      const rect = { x, y, width: 513, height: 513 };
      return { rect, mask: new Uint8Array(513 * 513).fill(1) };
    };
    const base = refineRequest('a', 1000, 0);
    const first = { ...base, clicks: [at(5, 5)], prior: prior(0, 0) };
    await pipeline.refine(first, ignore);
    log.length = 0;
    const second = { ...base, clicks: [at(5, 5), at(995, 995)], prior: prior(487, 487) };
    const { rect } = await pipeline.refine(second, ignore);
    expect(log.filter((run) => run.includes('clicks'))).toEqual(['decode 1 clicks']);
    expect(rect).toEqual({ x: 487, y: 487, width: 513, height: 513 });
  });

  test('without a click and with nothing new returns an empty patch', async () => {
    const pipeline = pipelineWith(fakeStages([]));
    await pipeline.segment(request('a', 100), ignore);
    const { rect } = await pipeline.refine(refineRequest('a', 100, 0), ignore);
    expect([rect.width, rect.height]).toEqual([0, 0]);
  });
});

describe('segment', () => {
  test('asks native tiles of a large image for its modality, too', async () => {
    const log: string[] = [];
    const stages = fakeStages(log);
    let encoded = 0;
    const got = await pipelineWith({
      ...stages,
      // The squashed view says dermoscopy, less surely than the tiles say histology.
      encode: async () => (encoded++ === 0 ? encoding('dermoscopy', 2) : encoding('histology')),
    }).segment(request('a', 3000), ignore);
    expect(got.modality).toMatchObject({ name: 'histology', views: 6, agreeing: 5 });
    const total = got.modality.probabilities.reduce((sum, p) => sum + p, 0);
    expect(total).toBeCloseTo(1);
  });

  test('does what the person says, and still tells what it saw', async () => {
    const got = await pipelineWith(fakeStages([], 'histology')).segment(
      { ...request('a', 600), modality: 'fluorescence' },
      ignore,
    );
    expect(got.modality).toMatchObject({ name: 'fluorescence', chosenBy: 'person', views: 1 });
    expect(got.modality.probabilities[1]).toBeGreaterThan(0.9);
  });

  test('keeps the name of an error from the pixels, and the next job runs', async () => {
    const gone = Object.assign(new Error('closed'), { name: 'UnknownImage' });
    const pipeline = pipelineWith(fakeStages([]), {
      ...source,
      squashed: async (id) => {
        if (id === 'gone') throw gone;
        return new Float32Array(3);
      },
    });
    const job = pipeline.segment(request('gone', 600), ignore);
    await expect(job).rejects.toMatchObject({ name: 'UnknownImage' });
    await expect(pipeline.segment(request('b', 600), ignore)).resolves.toBeDefined();
  });

  test('does not wait for pixels from a source that was replaced', async () => {
    let asked: () => void = () => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const dead: TileSource = {
      ...source,
      squashed: () => {
        asked();
        return new Promise(() => {});
      },
    };
    const pipeline = pipelineWith(fakeStages([]), dead);
    const job = pipeline.segment(request('a', 600), ignore);
    await isAsked;
    pipeline.connect(source);
    await expect(job).rejects.toMatchObject({ name: 'UnknownImage' });
    await expect(pipeline.segment(request('a', 600), ignore)).resolves.toBeDefined();
  });

  test('forget gives back what an image has cached', async () => {
    const pipeline = pipelineWith(fakeStages([]));
    await pipeline.segment(request('a', 600), ignore);
    expect(pipeline.cacheBytes).toBeGreaterThan(0);
    pipeline.forget('a');
    expect(pipeline.cacheBytes).toBe(0);
  });
});
