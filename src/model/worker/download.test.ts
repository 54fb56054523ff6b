import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ModelFile } from '@/model/contract';
import { downloadFiles, inFolder } from './download';

const text = 'the bytes of a model';
const bytes = new TextEncoder().encode(text);
const file: ModelFile = {
  file: 'lka-encoder.onnx',
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
};

/** Answers every request with the next of these. */
function serve(...answers: (Response | Error)[]): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string, { cache }: RequestInit) => {
    asked.push(`${url} ${cache}`);
    const answer = answers.shift();
    if (answer instanceof Response) return answer;
    throw answer;
  });
  return asked;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const remote = inFolder('https://host/models/', file);
const download = () => downloadFiles([remote], () => {});
const url = `https://host/models/lka-encoder.onnx?v=${file.sha256.slice(0, 12)}`;

test('returns the bytes, and names the version it wants so that no cache serves an older one', async () => {
  const asked = serve(new Response(text));
  const files = await download();
  expect(new TextDecoder().decode(files.get(file.file))).toBe(text);
  expect(asked).toEqual([`${url} default`]);
});

test('tells how much of all files is loaded, never going back', async () => {
  serve(new Response(text), new Response(text));
  const seen: number[] = [];
  await downloadFiles([remote, { ...remote, file: 'b' }], (loaded, total) => {
    expect(total).toBe(2 * bytes.length);
    seen.push(loaded);
  });
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect([seen[0], seen.at(-1)]).toEqual([0, 2 * bytes.length]);
});

/** Breaks off after the first five bytes. */
const half = () =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.subarray(0, 5));
    },
    pull(controller) {
      controller.error(new TypeError('network error'));
    },
  });

test.each([
  ['a sign-in page that the cache has kept', () => '<!doctype html>'],
  ['a damaged copy that the cache has kept', () => text.toUpperCase()],
  ['a copy of which the disk has lost the rest', half],
])('%s is fetched past the cache, once', async (_, kept) => {
  const asked = serve(new Response(kept()), new Response(text));
  const files = await download();
  expect(files.get(file.file)).toEqual(bytes);
  expect(asked).toEqual([`${url} default`, `${url} reload`]);
});

describe('names what went wrong and which file', () => {
  test.each([
    ['ModelUnreachable', 'no network', () => new TypeError('Failed to fetch')],
    ['ModelUnreachable', 'a connection that breaks off', () => new Response(half())],
    ['ModelMissing', 'a 404', () => new Response('', { status: 404 })],
    ['ModelNotAFile', 'a web page in its place', () => new Response(' <!doctype html><html>')],
    ['ModelCorrupt', 'a short file', () => new Response(text.slice(1))],
    ['ModelCorrupt', 'a long file', () => new Response(`${text}!`)],
    ['ModelCorrupt', 'other bytes', () => new Response(text.toUpperCase())],
  ])('%s: %s', async (name, _, answer) => {
    serve(answer(), answer());
    await expect(download()).rejects.toMatchObject({ name, values: { file: file.file } });
  });
});

describe('a download that stalls', () => {
  /** A response that has sent its first five bytes and then nothing, until the request is aborted. */
  function stallAfterFive(): { readonly isWaiting: Promise<void> } {
    let wait: () => void = () => {};
    const isWaiting = new Promise<void>((resolve) => {
      wait = resolve;
    });
    vi.stubGlobal('fetch', async (_: string, { signal }: RequestInit) => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(bytes.subarray(0, 5));
          signal?.addEventListener('abort', () => controller.error(signal.reason));
        },
        pull: () => wait(),
      });
      return new Response(body);
    });
    return { isWaiting };
  }

  test('is unreachable, before the page takes the worker for silent', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { isWaiting } = stallAfterFive();
    const outcome = expect(download()).rejects.toMatchObject({
      name: 'ModelUnreachable',
      values: { file: file.file },
    });
    await isWaiting;
    vi.advanceTimersByTime(45_000);
    await outcome;
  });
});
