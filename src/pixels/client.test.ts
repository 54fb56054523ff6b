import { expose } from 'comlink';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { named } from '@/core/errors';
import { type PixelsClient, startPixels } from './client';

/** What the workers were asked, as `worker:method(imageId)`. */
let asked: string[];
let workers: FakeWorker[];
let client: PixelsClient;
let restarts: number;
/** Which pictures of their files the workers were told. */
let rememberedFrames: unknown[];

const DEATH = 'death';

/** One end of a channel, whose other end answers like the pixel worker. */
class FakeWorker extends EventTarget {
  readonly #page: MessagePort;
  readonly #port: MessagePort;
  readonly #files = new Set<string>();

  constructor(
    readonly number: number,
    readonly diesAt: string | null,
  ) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#page = port1;
    this.#port = port2;
    port1.onmessage = ({ data }) => {
      if (data === DEATH) this.die();
      else this.dispatchEvent(new MessageEvent('message', { data }));
    };
    let isDying = false;
    const answer =
      (method: string) =>
      (imageId: string, ...rest: readonly unknown[]) => {
        if (method === 'remember') rememberedFrames.push(rest[2]);
        if (isDying) return new Promise(() => {});
        if (imageId !== '') asked.push(`${number}:${method}(${imageId})`);
        if (method === this.diesAt) {
          isDying = true;
          port2.postMessage(DEATH); // behind what it has said before
          return new Promise(() => {});
        }
        if (`silent ${method}` === this.diesAt) return new Promise(() => {});
        if (method === 'remember' || method === 'open') this.#files.add(imageId);
        else if (method === 'holds') return this.#files.has(imageId);
        else if (!this.#files.has(imageId)) throw named('UnknownImage', imageId);
        return method;
      };
    const methods = ['open', 'remember', 'thumbnail', 'holds', 'close'];
    expose(Object.fromEntries(methods.map((method) => [method, answer(method)])), port2);
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    this.#page.postMessage(message, transfer);
  }

  die(): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }));
  }

  terminate(): void {
    this.#page.close();
    this.#port.close();
  }
}

const file = (id: string) => new File([id], `${id}.png`);

/** @param deaths the method at which each worker dies or falls `silent`, in order of their start */
function start(...deaths: (string | null)[]): void {
  client = startPixels({
    fileOf: (id) => (id === 'gone' ? undefined : file(id)),
    frameOf: (id) => (id === 'third' ? 2 : 0),
    startWorker: () => {
      const worker = new FakeWorker(workers.length, deaths[workers.length] ?? null);
      workers.push(worker);
      return worker as unknown as Worker;
    },
  });
  client.onRestart(() => restarts++);
}

beforeEach(() => {
  vi.stubGlobal('navigator', {}); // no Web Locks in Node: death is told by the error event
  asked = [];
  rememberedFrames = [];
  workers = [];
  restarts = 0;
});

afterEach(() => {
  client.end();
  for (const worker of workers) worker.terminate();
  vi.unstubAllGlobals();
});

test('a call that its worker dies of is made once more on a new one', async () => {
  start('thumbnail');
  await client.open('a', file('a'), 'a.png', 0);
  await expect(client.thumbnail('a', 96)).resolves.toBe('thumbnail');
  expect(asked).toEqual(['0:open(a)', '0:thumbnail(a)', '1:remember(a)', '1:thumbnail(a)']);
  expect(restarts).toBe(1);
});

test('a new worker is told which picture of its file an image is', async () => {
  start('thumbnail');
  await client.open('third', file('third'), 'third.png', 2);
  await client.thumbnail('third', 96);
  expect(rememberedFrames).toEqual([2]);
});

test('a call that kills two workers is given up', async () => {
  start('thumbnail', 'thumbnail');
  await client.open('a', file('a'), 'a.png', 0);
  await expect(client.thumbnail('a', 96)).rejects.toMatchObject({ name: 'WorkerDied' });
});

test('a file that two workers die of is named, and opened when it is asked for again', async () => {
  start('open', 'open');
  const opening = client.open('a', file('a'), 'a.png', 0);
  await expect(opening).rejects.toMatchObject({ name: 'FileNotOpened', values: { file: 'a.png' } });
  await expect(client.open('a', file('a'), 'a.png', 0)).resolves.toBe('open');
});

test('a new worker is told every open image, so that the segmenter finds them', async () => {
  start();
  await client.open('a', file('a'), 'a.png', 0);
  await client.open('b', file('b'), 'b.png', 0);
  await client.close('a');
  workers[0]?.die();
  await vi.waitFor(() => expect(asked).toContain('1:remember(b)'));
  expect(asked).not.toContain('1:remember(a)');
  expect(restarts).toBe(1);
});

test('an image that was never opened here is read from its file', async () => {
  start();
  await expect(client.thumbnail('restored', 96)).resolves.toBe('thumbnail');
  await expect(client.thumbnail('restored', 96)).resolves.toBe('thumbnail');
  expect(asked.filter((call) => call.includes('remember'))).toEqual(['0:remember(restored)']);
});

test('an image without a file is unknown', async () => {
  start();
  await expect(client.thumbnail('gone', 96)).rejects.toMatchObject({ name: 'UnknownImage' });
});

test('a picture whose decoding ends the very first worker is decoded by the next', async () => {
  start('open');
  await expect(client.open('a', file('a'), 'a.png', 0)).resolves.toBe('open');
  expect(asked).toEqual(['0:open(a)', '1:open(a)']);
});

test('a worker that has stopped answering is replaced, and its call made once more', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  start('silent thumbnail');
  await client.open('a', file('a'), 'a.png', 0);
  const call = client.thumbnail('a', 96);
  await vi.advanceTimersByTimeAsync(400_000);
  vi.useRealTimers();
  await expect(call).resolves.toBe('thumbnail');
  expect(restarts).toBe(1);
});

test('a worker whose script cannot run is not started over and over', async () => {
  start('holds', 'holds', 'holds');
  const failing = client.open('a', file('a'), 'a.png', 0);
  await expect(failing).rejects.toMatchObject({ name: 'WorkerDied' });
  expect(workers.length).toBe(1);
  expect(restarts).toBe(0);
});
