import { createEmitter } from '@/core/emitter';
import { isNamed, named } from '@/core/errors';
import { spawn, type Thread, transfer } from '@/thread/spawn';
import { createWatchdog, type Watchdog } from '@/thread/watchdog';
import type { PixelWorker } from './protocol';

type Calls = Omit<PixelWorker, 'remember' | 'serve'>;

/** The pixel worker as the page uses it. */
export interface PixelsClient extends Calls {
  /** A port on which the worker serves TileSource; each worker needs a new one. */
  connectSegmenter(): MessagePort;
  /**
   * Calls `listener` whenever a new worker has replaced a dead one. Ports to the old worker stay
   * silent for ever, and probability maps must be sent again.
   *
   * @returns stops it
   */
  onRestart(listener: () => void): () => void;
  /** Ends the worker for good. */
  end(): void;
}

interface Options {
  /** The file of an image, as long as the image is open. */
  readonly fileOf: (imageId: string) => File | undefined;
  /** Which picture of its file an image is; the first, if nobody says. */
  readonly frameOf?: (imageId: string) => number;
  /** Makes the worker; only tests give another one. */
  readonly startWorker?: (name: string) => Worker;
}

/**
 * The time limit of a call, including those before it in the worker's queue. Decoding an image of
 * 8192 × 8192 takes a slow tablet a minute or two, without a sign of life.
 */
const SILENCE_MS = 300_000;

interface Running {
  readonly thread: Thread<PixelWorker>;
  readonly watchdog: Watchdog;
  hasAnswered: boolean;
}

/**
 * Starts the pixel worker. A worker that dies (usually out of memory) or falls silent is replaced.
 * The new one gets the unanswered calls once more and decodes files again when it needs them. A
 * worker that never reported that it runs is replaced at the next call only.
 *
 * Calls reject with WorkerDied or WorkerSilent if that did not help (`open` with FileNotOpened:
 * then the file is the cause), and as PixelWorker says.
 */
export function startPixels({
  fileOf,
  frameOf = () => 0,
  startWorker = newWorker,
}: Options): PixelsClient {
  const restarted = createEmitter<[]>();
  /** Images whose file the worker knows. */
  const known = new Set<string>();
  let running: Running | null = null;

  function worker(): Running {
    if (running) return running;
    const thread = spawn<PixelWorker>(startWorker, 'pixels');
    const next = { thread, watchdog: createWatchdog(), hasAnswered: false };
    running = next;
    const images = [...known];
    known.clear();
    for (const imageId of images) introduce(imageId);
    thread.died.catch(() => replace(next));
    askOf(next, (remote) => remote.holds('')).catch(() => {}); // any answer says that it runs
    return next;
  }

  function replace(broken: Running): void {
    if (running !== broken) return;
    running = null;
    broken.thread.end();
    if (!broken.hasAnswered) return;
    worker();
    restarted.emit();
  }

  /** Messages keep their order, so every later call finds the file. */
  function introduce(imageId: string): void {
    const file = fileOf(imageId);
    if (!file || known.has(imageId)) return;
    known.add(imageId);
    void worker().thread.remote.remember(imageId, file, file.name, frameOf(imageId));
  }

  type Remote = Thread<PixelWorker>['remote'];

  /** @param onSecond names the failure of a call that two workers did not survive */
  async function ask<T>(
    call: (remote: Remote) => Promise<T>,
    onSecond = (error: unknown) => error,
  ): Promise<T> {
    const first = worker();
    try {
      return await askOf(first, call);
    } catch (error) {
      if (!isEndOfWorker(error) || !first.hasAnswered) throw error;
      replace(first);
      return askOf(worker(), call).catch((second) => {
        throw isEndOfWorker(second) ? onSecond(second) : second;
      });
    }
  }

  async function askOf<T>(asked: Running, call: (remote: Remote) => Promise<T>): Promise<T> {
    const { thread, watchdog } = asked;
    const answer = await watchdog.watch(thread.guard(call(thread.remote)), SILENCE_MS, silent);
    asked.hasAnswered = true;
    watchdog.heard();
    return answer;
  }

  function askAbout<T>(imageId: string, call: (remote: Remote) => Promise<T>): Promise<T> {
    introduce(imageId);
    return ask(call);
  }

  worker();
  return {
    countFrames: (file, name) => ask((remote) => remote.countFrames(file, name)),

    async open(imageId, file, name, frame) {
      const facts = await ask(
        (remote) => remote.open(imageId, file, name, frame),
        (error) => named('FileNotOpened', `${name} ended two workers: ${error}`, { file: name }),
      );
      known.add(imageId);
      return facts;
    },
    release: (imageId) => ask((remote) => remote.release(imageId)),

    close(imageId) {
      known.delete(imageId);
      return ask((remote) => remote.close(imageId));
    },
    holds: (imageId) => ask((remote) => remote.holds(imageId)),
    displayTile: (imageId, level, column, row, window) =>
      askAbout(imageId, (remote) => remote.displayTile(imageId, level, column, row, window)),
    thumbnail: (imageId, sidePx) =>
      askAbout(imageId, (remote) => remote.thumbnail(imageId, sidePx)),
    readRgb: (imageId, rect) => askAbout(imageId, (remote) => remote.readRgb(imageId, rect)),
    growRegion: (imageId, seed, tolerance) =>
      askAbout(imageId, (remote) => remote.growRegion(imageId, seed, tolerance)),
    adoptMaps: (imageId, maps, settings, former) =>
      ask((remote) => remote.adoptMaps(imageId, maps, settings, former)),
    derive: (imageId, settings) => ask((remote) => remote.derive(imageId, settings)),
    cleanUp: (size, labels, step) => ask((remote) => remote.cleanUp(size, labels, step)),
    describe: (size, labels) => ask((remote) => remote.describe(size, labels)),
    compare: (size, a, b) => ask((remote) => remote.compare(size, a, b)),
    export: (id, input) => askAbout(input.imageId, (remote) => remote.export(id, input)),
    readMask: (file, name, size, objects, reading) =>
      ask((remote) => remote.readMask(file, name, size, objects, reading)),
    listReadings: (file, name, size) => ask((remote) => remote.listReadings(file, name, size)),

    connectSegmenter() {
      const { port1, port2 } = new MessageChannel();
      void worker().thread.remote.serve(transfer(port1, [port1]));
      return port2;
    },
    onRestart: restarted.on,
    end() {
      running?.thread.end();
    },
  };
}

function isEndOfWorker(error: unknown): boolean {
  return isNamed(error, 'WorkerDied') || isNamed(error, 'WorkerSilent');
}

const silent = (): Error =>
  named('WorkerSilent', 'The pixel worker has stopped answering', { worker: 'pixels' });

function newWorker(name: string): Worker {
  return new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module', name });
}
