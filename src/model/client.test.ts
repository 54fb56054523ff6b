import { expose } from 'comlink';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ErrorName, named } from '@/core/errors';
import { createEngine, type EngineClient, type EngineOptions, type EngineState } from './client';
import type {
  EngineInfo,
  LoadOptions,
  Prediction,
  ProbabilityPatch,
  Segmenter,
  SegmentRequest,
} from './protocol';

// The page's side with workers that live in this thread, behind real message channels.

const request: SegmentRequest = {
  imageId: 'a',
  size: { width: 1, height: 1 },
  modality: 'auto',
  micronsPerPixel: null,
};

const infoOf = ({ engine, threads }: LoadOptions): EngineInfo => ({
  engine,
  threads,
  adapter: null,
  isSoftwareAdapter: false,
  modelVersion: '1',
  selfTest: { iou: 1, maxDifference: 0, ms: 100 },
});

const segmenter = (over: Partial<Segmenter> = {}): Segmenter => ({
  load: async (options) => infoOf(options),
  connect: async () => {},
  segment: async ({ imageId }) => ({ imageId }) as Prediction,
  refine: async () => {
    throw new Error('not asked for');
  },
  cancel: async () => {},
  forget: async () => {},
  memory: async () => ({ heapBytes: 1, cacheBytes: 2 }),
  ...over,
});

const never = <T>() => new Promise<T>(() => {});
const fail = (name: ErrorName, message = '') => Promise.reject(named(name, message));

/** A worker as the page sees it. */
class FakeWorker extends EventTarget {
  readonly #port: MessagePort;
  isTerminated = false;

  constructor(api: Segmenter) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    expose(api, port2);
    port1.addEventListener('message', ({ data }) => {
      if (!this.isTerminated) this.dispatchEvent(new MessageEvent('message', { data }));
    });
    port1.start();
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    if (!this.isTerminated) this.#port.postMessage(message, transfer);
  }

  terminate(): void {
    this.isTerminated = true;
    this.#port.close();
  }

  /** What a browser does when a worker's script throws. */
  crash(): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message: 'it crashed' }));
  }
}

const engines: EngineClient[] = [];

/** An engine whose nth worker is the nth of `apis`; the last serves all further ones. */
function start(apis: Segmenter[], options: Partial<EngineOptions> = {}) {
  const workers: FakeWorker[] = [];
  const states: EngineState[] = [];
  const engine = createEngine({
    prefer: 'auto',
    modelUrl: 'https://host/models/',
    connectPixels: () => new MessageChannel().port1,
    onState: (state) => states.push(state),
    ...options,
    startWorker: () => {
      const worker = new FakeWorker(apis[Math.min(workers.length, apis.length - 1)] as Segmenter);
      workers.push(worker);
      return worker as unknown as Worker;
    },
  });
  engines.push(engine);
  return { engine, workers, states, phases: () => states.map(({ phase }) => phase) };
}

beforeEach(() => {
  vi.stubGlobal('navigator', { gpu: {}, hardwareConcurrency: 16 });
  vi.stubGlobal('crossOriginIsolated', true);
});

afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('starting', () => {
  test('takes WebGPU where it loads', async () => {
    const { engine, phases } = start([segmenter()]);
    expect(await engine.start()).toMatchObject({ engine: 'webgpu', threads: 4 });
    expect(phases()).toEqual(['loading', 'ready']);
  });

  test('falls back to WASM in a worker of its own, and says why WebGPU was refused', async () => {
    const refusing = segmenter({ load: () => fail('SelfTestFailed', 'wrong mask') });
    const { engine, workers, states } = start([refusing, segmenter()]);
    expect(await engine.start()).toMatchObject({ engine: 'wasm' });
    expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
    expect(states.at(-1)).toMatchObject({
      phase: 'ready',
      refused: [{ engine: 'webgpu', error: { name: 'SelfTestFailed' } }],
    });
  });

  test('starts no worker for WebGPU in a browser without it', async () => {
    vi.stubGlobal('navigator', { hardwareConcurrency: 2 });
    const { engine, workers, states } = start([segmenter()]);
    expect(await engine.start()).toMatchObject({ engine: 'wasm', threads: 2 });
    expect(workers).toHaveLength(1);
    expect(states.at(-1)?.refused[0]?.error.name).toBe('EngineUnavailable');
  });

  test('does not try another engine when the model file itself is wrong', async () => {
    const { engine, workers, states } = start([segmenter({ load: () => fail('ModelCorrupt') })]);
    await expect(engine.start()).rejects.toMatchObject({ name: 'ModelCorrupt' });
    expect(workers).toHaveLength(1);
    expect(states.at(-1)?.phase).toBe('failed');
  });

  test('rejects jobs with the reason when no engine starts, until asked to try again', async () => {
    const refusing = segmenter({ load: () => fail('EngineUnavailable') });
    const { engine } = start([refusing, refusing, segmenter()]);
    await expect(engine.segment(request)).rejects.toMatchObject({ name: 'EngineUnavailable' });
    await expect(engine.segment(request)).rejects.toMatchObject({ name: 'EngineUnavailable' });
    expect(await engine.retry()).toMatchObject({ engine: 'webgpu' });
    expect(await engine.segment(request)).toMatchObject({ imageId: 'a' });
  });

  test('uses one thread where the page is not isolated', async () => {
    vi.stubGlobal('crossOriginIsolated', false);
    const { engine } = start([segmenter()], { prefer: 'wasm' });
    expect(await engine.start()).toMatchObject({ threads: 1 });
  });

  test('uses one thread where an isolated page has no shared memory', async () => {
    vi.stubGlobal('SharedArrayBuffer', undefined);
    const { engine } = start([segmenter()], { prefer: 'wasm' });
    expect(await engine.start()).toMatchObject({ threads: 1 });
  });

  test('accepts a software adapter only when WebGPU was asked for', async () => {
    const allowed: boolean[] = [];
    const load = async (options: LoadOptions) => {
      allowed.push(options.allowSoftwareAdapter);
      return infoOf(options);
    };
    await start([segmenter({ load })], { prefer: 'auto' }).engine.start();
    await start([segmenter({ load })], { prefer: 'webgpu' }).engine.start();
    expect(allowed).toEqual([false, true]);
  });
});

describe('when the engine breaks', () => {
  test('a job whose worker crashes runs again in the next worker', async () => {
    let crash = () => {};
    const dying = segmenter({
      segment: () => {
        crash();
        return never();
      },
    });
    const { engine, workers, phases } = start([dying, segmenter()]);
    crash = () => workers[0]?.crash();
    expect(await engine.segment(request)).toMatchObject({ imageId: 'a' });
    expect(phases()).toEqual(['loading', 'ready', 'restarting', 'loading', 'ready']);
  });

  test('a lost graphics device leads to WASM', async () => {
    const losing = segmenter({ segment: () => fail('DeviceLost') });
    const { engine, states } = start([losing, segmenter()]);
    await engine.segment(request);
    expect(engine.info()?.engine).toBe('wasm');
    expect(states.at(-1)?.refused[0]?.error.name).toBe('DeviceLost');
  });

  test('after two restarts the error surfaces, and the engine is there for the next job', async () => {
    let calls = 0;
    const segment: Segmenter['segment'] = async ({ imageId }) => {
      if (imageId === 'huge') {
        calls++;
        throw named('OutOfMemory', 'no memory');
      }
      return { imageId } as Prediction;
    };
    const { engine } = start([segmenter({ segment })], { prefer: 'wasm' });
    const huge = engine.segment({ ...request, imageId: 'huge' });
    await expect(huge).rejects.toMatchObject({ name: 'OutOfMemory' });
    expect(calls).toBe(3);
    expect(await engine.segment(request)).toMatchObject({ imageId: 'a' });
  });

  test('two jobs of one broken worker cause one restart', async () => {
    let crash = () => {};
    let jobs = 0;
    const dying = segmenter({
      segment: () => {
        if (++jobs === 2) crash();
        return never();
      },
    });
    const { engine, workers } = start([dying, segmenter()]);
    crash = () => workers[0]?.crash();
    await Promise.all([engine.segment(request), engine.segment({ ...request, imageId: 'b' })]);
    expect(workers).toHaveLength(2);
  });

  test('a refinement of many tiles that tells of each is not taken for silent', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let tell: (tile: number) => unknown = () => {};
    let finish: () => void = () => {};
    const busy = segmenter({
      refine: (_, onProgress) =>
        new Promise((resolve) => {
          tell = (done) => onProgress({ phase: 'tiles', done, total: 9 });
          finish = () => resolve({ predictedIou: 1 } as ProbabilityPatch);
        }),
    });
    const { engine, workers } = start([busy]);
    const heard = vi.fn();
    const job = engine.refine(
      { ...request, modality: 'histology', clicks: [], prior: null },
      heard,
    );
    for (let tile = 1; tile < 4; tile++) {
      await vi.waitFor(() => {
        tell(tile);
        expect(heard).toHaveBeenCalledWith({ phase: 'tiles', done: tile, total: 9 });
      });
      vi.advanceTimersByTime(50_000);
    }
    finish();
    expect(await job).toEqual({ predictedIou: 1 });
    expect(workers).toHaveLength(1);
  });

  test('a run that WebGPU cannot do is done by WASM, and the reason is told', async () => {
    const { engine, states } = start([
      segmenter({ segment: () => fail('EngineUnavailable', 'no kernel') }),
      segmenter(),
    ]);
    await engine.segment(request);
    expect(engine.info()?.engine).toBe('wasm');
    expect(states.at(-1)?.refused).toMatchObject([
      { engine: 'webgpu', error: { name: 'EngineUnavailable', message: 'no kernel' } },
    ]);
  });

  test('WASM that runs out of memory tries again with one thread, at a start and in a run', async () => {
    const hungry = segmenter({ segment: () => fail('OutOfMemory') });
    const running = start([hungry, segmenter()], { prefer: 'wasm' });
    await running.engine.segment(request);
    expect(running.engine.info()?.threads).toBe(1);
    const greedy = segmenter({ load: () => fail('OutOfMemory') });
    const starting = start([greedy, segmenter()], { prefer: 'wasm' });
    expect(await starting.engine.start()).toMatchObject({ engine: 'wasm', threads: 1 });
  });

  test('a wrong result from WebGPU is computed again on WASM; from WASM it is an error', async () => {
    const wrong = segmenter({ segment: () => fail('BadOutput') });
    const { engine } = start([wrong, segmenter()]);
    await engine.segment(request);
    expect(engine.info()?.engine).toBe('wasm');
    const onWasm = start([wrong], { prefer: 'wasm' });
    await expect(onWasm.engine.segment(request)).rejects.toMatchObject({ name: 'BadOutput' });
    expect(onWasm.workers).toHaveLength(1);
  });

  test('a run whose pixel worker died is made again with the pixels of the next one', async () => {
    let lose: () => void = () => {};
    let runs = 0;
    const reading = segmenter({
      connect: async () => lose(),
      segment: ({ imageId }) =>
        ++runs > 1
          ? Promise.resolve({ imageId } as Prediction)
          : new Promise((_, reject) => {
              lose = () => reject(named('UnknownImage', 'the pixels are served by another worker'));
            }),
    });
    const { engine, workers } = start([reading]);
    const job = engine.segment(request);
    await vi.waitFor(() => expect(runs).toBe(1));
    await engine.reconnectPixels();
    expect(await job).toMatchObject({ imageId: 'a' });
    expect(workers).toHaveLength(1);
  });

  test('an error that is no fault of the engine goes to the caller at once', async () => {
    const { engine, workers } = start([segmenter({ segment: () => fail('UnknownImage') })]);
    await expect(engine.segment(request)).rejects.toMatchObject({ name: 'UnknownImage' });
    expect(workers).toHaveLength(1);
  });

  test('a worker that says nothing for a minute is replaced', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let asked: () => void = () => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const silent = segmenter({
      segment: () => {
        asked();
        return never();
      },
    });
    const { engine, states } = start([silent, segmenter()]);
    const job = engine.segment(request);
    await isAsked;
    vi.advanceTimersByTime(75_000);
    expect(await job).toMatchObject({ imageId: 'a' });
    const restart = states.find(({ phase }) => phase === 'restarting');
    expect(restart).toMatchObject({ because: { name: 'WorkerSilent' } });
  });
});

describe('cancel', () => {
  test('rejects at once, even while the engine is still loading', async () => {
    const { engine } = start([segmenter({ load: () => never() })]);
    const job = engine.segment(request);
    const outcome = expect(job).rejects.toMatchObject({ name: 'Cancelled' });
    await engine.cancel('a', 'segment');
    await outcome;
  });

  test('of a refinement leaves a run of the same image alone', async () => {
    const { engine } = start([segmenter({ refine: () => never() })]);
    const refining = engine.refine({ ...request, modality: 'dermoscopy', clicks: [], prior: null });
    const outcome = expect(refining).rejects.toMatchObject({ name: 'Cancelled' });
    const job = engine.segment(request);
    await engine.cancel('a', 'refine');
    await outcome;
    await expect(job).resolves.toMatchObject({ imageId: 'a' });
  });

  test('reaches the worker, and no progress is reported afterwards', async () => {
    const cancelled: string[] = [];
    let report: () => Promise<unknown> = async () => {};
    const busy = segmenter({
      segment: (_, onProgress) => {
        report = async () => onProgress({ phase: 'tiles', done: 1, total: 9 });
        void report();
        return never();
      },
      cancel: async (id) => {
        cancelled.push(id);
      },
    });
    const { engine } = start([busy]);
    let reports = 0;
    let heard: () => void = () => {};
    const isHeard = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const job = engine.segment(request, () => {
      reports++;
      heard();
    });
    await isHeard;
    const outcome = expect(job).rejects.toMatchObject({ name: 'Cancelled' });
    await engine.cancel('a', 'segment');
    await outcome;
    await report();
    expect(cancelled).toEqual(['a']);
    expect(reports).toBe(1);
  });
});

test('retry moves the job in progress to the engine asked for', async () => {
  let asked: () => void = () => {};
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const slow = segmenter({
    segment: () => {
      asked();
      return never();
    },
  });
  const { engine } = start([slow, segmenter()]);
  const job = engine.segment(request);
  await isAsked;
  expect(await engine.retry('wasm')).toMatchObject({ engine: 'wasm' });
  expect(await job).toMatchObject({ imageId: 'a' });
});

test('memory tells what the worker says', async () => {
  expect(await start([segmenter()]).engine.memory()).toEqual({ heapBytes: 1, cacheBytes: 2 });
});
