import { isNamed, named } from '@/core/errors';
import { createInterrupts, type Interrupts } from '@/core/interrupts';
import { proxy, spawn, type Thread, transfer } from '@/thread/spawn';
import { createWatchdog, type Watchdog } from '@/thread/watchdog';
import type {
  Engine,
  EngineInfo,
  JobKind,
  LoadProgress,
  Prediction,
  ProbabilityPatch,
  RefineRequest,
  Segmenter,
  SegmentProgress,
  SegmentRequest,
} from './protocol';

/** `auto`: WebGPU if there is a real graphics adapter, else WASM. */
export type EnginePreference = 'auto' | Engine;

/** An engine that was tried and refused, and why. */
export interface EngineRefusal {
  readonly engine: Engine;
  readonly error: Error;
}

export type EngineState = { readonly refused: readonly EngineRefusal[] } & (
  | { readonly phase: 'loading'; readonly engine: Engine }
  | { readonly phase: 'ready'; readonly info: EngineInfo }
  | { readonly phase: 'restarting'; readonly because: Error }
  | { readonly phase: 'failed'; readonly error: Error }
);

export interface EngineOptions {
  /** `webgpu` also takes a software adapter; both `auto` and `webgpu` fall back to WASM. */
  readonly prefer: EnginePreference;
  /** WASM threads; by default up to 4, and 1 where memory cannot be shared. */
  readonly threads?: number;
  /** Folder of the model files, ending in a slash; `models/` beside the page by default. */
  readonly modelUrl?: string;
  readonly onProgress?: (progress: LoadProgress) => void;
  readonly onState?: (state: EngineState) => void;
  /** A port on which the pixel worker serves TileSource; asked for whenever a worker starts. */
  readonly connectPixels: () => MessagePort | Promise<MessagePort>;
  /** Makes the worker; only tests give another function. */
  readonly startWorker?: (name: string) => Worker;
}

/** The segmenter seen from the page. It starts by itself, and again when its worker breaks. */
export interface EngineClient {
  /** Starts the engine if it is not running. Rejects when every engine was refused. */
  start(): Promise<EngineInfo>;
  /** @throws Cancelled, BadOutput, UnknownImage, or what still failed after two more attempts */
  segment(
    request: SegmentRequest,
    onProgress?: (progress: SegmentProgress) => void,
  ): Promise<Prediction>;
  /** @throws as `segment` */
  refine(
    request: RefineRequest,
    onProgress?: (progress: SegmentProgress) => void,
  ): Promise<ProbabilityPatch>;
  /** Rejects the image's jobs of a kind with Cancelled at once; the worker stops after the run it is in. */
  cancel(imageId: string, kind: JobKind): Promise<void>;
  /** Cancels the image's jobs and drops what the worker keeps for it. */
  forget(imageId: string): Promise<void>;
  /** The running engine; `null` while none is ready. */
  info(): EngineInfo | null;
  memory(): Promise<{ readonly heapBytes: number; readonly cacheBytes: number }>;
  /**
   * Gives the segmenter a port of a new pixel worker that replaces the one before. Jobs that wait
   * for its pixels run again.
   */
  reconnectPixels(): Promise<void>;
  /** Starts again, with another preference if given. Jobs in progress run again. */
  retry(prefer?: EnginePreference): Promise<EngineInfo>;
  dispose(): void;
}

const RESTARTS = 2; // of one job; what fails three times is not bad luck
const MAX_THREADS = 4; // more gain nothing on this model's small matrices
const SILENCE_MS = 60_000;
const SOFTWARE_SILENCE_MS = 600_000; // a software adapter needs minutes for one run
/** A worker busy with a heavy image may be slower than in its self-test, but not by this factor. */
const SILENCE_SELF_TESTS = 40;

/** Failures of the files themselves: another engine would fail the same way. */
const FILE_ERRORS = [
  'ModelMissing',
  'ModelNotAFile',
  'ModelCorrupt',
  'ModelUnreachable',
  'ContractMismatch',
] as const;
const WORKER_ERRORS = ['WorkerDied', 'WorkerSilent', 'DeviceLost', 'OutOfMemory'] as const;
/** Failures of WebGPU that WASM may survive. */
const WEBGPU_ERRORS = ['DeviceLost', 'OutOfMemory', 'BadOutput', 'EngineUnavailable'] as const;

const WEBGPU_BREAKS = [...WORKER_ERRORS, ...WEBGPU_ERRORS] as const;

const isOneOf = (error: unknown, names: readonly Parameters<typeof isNamed>[1][]): boolean =>
  names.some((name) => isNamed(error, name));

interface RunningEngine {
  readonly thread: Thread<Segmenter>;
  readonly info: EngineInfo;
  readonly watchdog: Watchdog;
  /** Ends its jobs when this engine is given up, so that they can move to the next. */
  readonly interrupts: Interrupts;
}

interface Job {
  readonly imageId: string;
  readonly kind: JobKind;
  readonly cancelled: Promise<never>;
  cancel(): void;
}

export function createEngine(options: EngineOptions): EngineClient {
  let prefer = options.prefer;
  let refused: EngineRefusal[] = [];
  let starting: Promise<RunningEngine> | null = null;
  let running: RunningEngine | null = null;
  let isDisposed = false;
  /** One thread after WASM ran out of memory: each thread takes some of its own. */
  let maxThreads = options.threads ?? defaultThreads();
  /** Counts starts, so that a start overtaken by a retry knows it. */
  let starts = 0;
  /** Counts pixel workers, so that a job knows when its pixel worker was replaced. */
  let pixelWorkers = 0;
  const jobs = new Set<Job>();

  type Phase = EngineState extends infer State
    ? State extends EngineState
      ? Omit<State, 'refused'>
      : never
    : never;
  const report = (state: Phase): void =>
    options.onState?.({ ...state, refused: [...refused] } as EngineState);

  function candidates(): Engine[] {
    const engines: Engine[] = prefer === 'wasm' ? ['wasm'] : ['webgpu', 'wasm'];
    return engines.filter((engine) => !refused.some((refusal) => refusal.engine === engine));
  }

  function started(): Promise<RunningEngine> {
    if (isDisposed) return Promise.reject(named('Cancelled', 'The engine was shut down'));
    starting ??= startAny();
    return starting;
  }

  /** The first engine that loads and passes its self-test. Each is tried in its own worker. */
  async function startAny(): Promise<RunningEngine> {
    const mine = ++starts;
    for (const engine of candidates()) {
      report({ phase: 'loading', engine });
      try {
        const next = await startOne(engine);
        if (mine !== starts || isDisposed) {
          next.thread.end();
          return started();
        }
        running = next;
        report({ phase: 'ready', info: next.info });
        return next;
      } catch (error) {
        if (mine !== starts || isDisposed) return started();
        if (engine === 'wasm' && canUseFewerThreads(error)) return startAny();
        refused.push({ engine, error: error as Error });
        if (isOneOf(error, FILE_ERRORS)) break;
      }
    }
    const error = refused.at(-1)?.error as Error;
    report({ phase: 'failed', error });
    throw error;
  }

  /** Whether one thread may do with the memory that was too little; the next start will use one. */
  function canUseFewerThreads(because: unknown): boolean {
    if (!isNamed(because, 'OutOfMemory') || maxThreads === 1) return false;
    maxThreads = 1;
    return true;
  }

  async function startOne(engine: Engine): Promise<RunningEngine> {
    if (engine === 'webgpu' && !('gpu' in navigator))
      throw named('EngineUnavailable', 'This browser has no WebGPU', { reason: 'no-webgpu' });
    const thread = spawn<Segmenter>(options.startWorker ?? startWorker, 'segmenter');
    const watchdog = createWatchdog();
    const silenceMs = prefer === 'webgpu' ? SOFTWARE_SILENCE_MS : SILENCE_MS;
    try {
      const load = thread.remote.load(
        {
          engine,
          threads: maxThreads,
          allowSoftwareAdapter: prefer === 'webgpu',
          modelUrl: options.modelUrl ?? new URL('models/', document.baseURI).href,
        },
        proxy((progress) => {
          watchdog.heard();
          options.onProgress?.(progress);
        }),
      );
      const info = await thread.guard(watchdog.watch(load, silenceMs, silent));
      await connect(thread);
      return supervise(thread, info, watchdog);
    } catch (error) {
      thread.end();
      throw error;
    }
  }

  async function connect({ remote, guard }: Thread<Segmenter>): Promise<void> {
    const port = await options.connectPixels();
    await guard(remote.connect(transfer(port, [port])));
  }

  function supervise(
    thread: Thread<Segmenter>,
    info: EngineInfo,
    watchdog: Watchdog,
  ): RunningEngine {
    const engine: RunningEngine = { thread, info, watchdog, interrupts: createInterrupts() };
    thread.died.catch((error: Error) => replace(engine, error));
    return engine;
  }

  /** Gives an engine up and starts the next. Several jobs may find it broken at the same time. */
  function replace(engine: RunningEngine, because: Error): void {
    if (running !== engine) return;
    engine.thread.end();
    running = null;
    if (isDisposed) return;
    if (engine.info.engine === 'wasm') canUseFewerThreads(because);
    else if (isOneOf(because, WEBGPU_ERRORS)) refused.push({ engine: 'webgpu', error: because });
    report({ phase: 'restarting', because });
    starting = startAny();
    starting.catch(() => {}); // reported as a state; the next job is told as well
    engine.interrupts.interrupt(because);
  }

  const isEngineBroken = (engine: RunningEngine, error: unknown): boolean =>
    isOneOf(error, engine.info.engine === 'webgpu' ? WEBGPU_BREAKS : WORKER_ERRORS);

  async function run<T>(
    imageId: string,
    kind: JobKind,
    call: (engine: RunningEngine, job: Job) => Promise<T>,
  ): Promise<T> {
    const job = createJob(imageId, kind);
    jobs.add(job);
    try {
      for (let restarts = 0; ; restarts++) {
        const engine = await Promise.race([started(), job.cancelled]);
        const { watchdog, interrupts } = engine;
        const readsFrom = pixelWorkers;
        const limitMs = Math.max(SILENCE_MS, SILENCE_SELF_TESTS * engine.info.selfTest.ms);
        try {
          const answer = watchdog.watch(call(engine, job), limitMs, silent);
          return await interrupts.guard(Promise.race([answer, job.cancelled]));
        } catch (error) {
          const hasLostPixels = isNamed(error, 'UnknownImage') && readsFrom !== pixelWorkers;
          if (isEngineBroken(engine, error)) replace(engine, error as Error);
          else if (!hasLostPixels) throw error;
          if (restarts === RESTARTS) throw error;
        }
      }
    } finally {
      jobs.delete(job);
    }
  }

  /** Reports a job's progress while it is wanted. Always counts as a sign of life. */
  const hearing = (
    { watchdog }: RunningEngine,
    job: Job,
    onProgress?: (progress: SegmentProgress) => void,
  ) =>
    proxy((progress: SegmentProgress) => {
      watchdog.heard();
      if (jobs.has(job)) onProgress?.(progress);
    });

  function cancelJobs(imageId: string, kind: JobKind): void {
    for (const job of jobs) if (job.imageId === imageId && job.kind === kind) job.cancel();
  }

  return {
    start: async () => (await started()).info,

    segment: (request, onProgress) =>
      run(request.imageId, 'segment', (engine, job) =>
        engine.thread.remote.segment(request, hearing(engine, job, onProgress)),
      ),

    refine: (request, onProgress) =>
      run(request.imageId, 'refine', (engine, job) =>
        engine.thread.remote.refine(request, hearing(engine, job, onProgress)),
      ),

    async cancel(imageId, kind) {
      cancelJobs(imageId, kind);
      await running?.thread.guard(running.thread.remote.cancel(imageId, kind));
    },

    async forget(imageId) {
      cancelJobs(imageId, 'segment');
      cancelJobs(imageId, 'refine');
      await running?.thread.guard(running.thread.remote.forget(imageId));
    },

    info: () => running?.info ?? null,

    async memory() {
      const { thread } = await started();
      return thread.guard(thread.remote.memory());
    },

    async reconnectPixels() {
      pixelWorkers++;
      if (running) await connect(running.thread);
    },

    async retry(next) {
      prefer = next ?? prefer;
      maxThreads = options.threads ?? defaultThreads();
      const last = running;
      refused = [];
      if (last)
        replace(
          last,
          named('WorkerDied', 'The engine was started afresh', { worker: 'segmenter' }),
        );
      else starting = null;
      return (await started()).info;
    },

    dispose() {
      isDisposed = true;
      for (const job of jobs) job.cancel();
      running?.thread.end();
      running = null;
    },
  };
}

function createJob(imageId: string, kind: JobKind): Job {
  let cancel = (): void => {};
  const cancelled = new Promise<never>((_, reject) => {
    cancel = () => reject(named('Cancelled', `The work on ${imageId} was cancelled`));
  });
  cancelled.catch(() => {}); // a job that ends by itself never looks
  return { imageId, kind, cancelled, cancel };
}

const silent = (): Error =>
  named('WorkerSilent', 'The segmenter worker has stopped answering', { worker: 'segmenter' });

/** Threads share memory, which private windows of Safari withhold from isolated pages too. */
function defaultThreads(): number {
  return crossOriginIsolated && typeof SharedArrayBuffer === 'function'
    ? Math.min(MAX_THREADS, navigator.hardwareConcurrency)
    : 1;
}

function startWorker(name: string): Worker {
  return new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module', name });
}
