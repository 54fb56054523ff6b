import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ModelFile } from '@/model/contract';
import { downloadModel } from './download';

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
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    const answer = answers.shift();
    if (answer instanceof Response) return answer;
    throw answer;
  });
  return asked;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

const download = () => downloadModel('https://host/models/', [file], () => {});

test('returns the bytes, and names the version it wants so that no cache serves an older one', async () => {
  const asked = serve(new Response(text));
  const files = await download();
  expect(new TextDecoder().decode(files.get(file.file))).toBe(text);
  expect(asked).toEqual([`https://host/models/lka-encoder.onnx?v=${file.sha256.slice(0, 12)}`]);
});

test('tells how much of all files is loaded, never going back', async () => {
  serve(new Response(text), new Response(text));
  const seen: number[] = [];
  await downloadModel('https://host/', [file, { ...file, file: 'b' }], (loaded, total) => {
    expect(total).toBe(2 * bytes.length);
    seen.push(loaded);
  });
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect([seen[0], seen.at(-1)]).toEqual([0, 2 * bytes.length]);
});

describe('names what went wrong and which file', () => {
  const half = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.subarray(0, 5));
    },
    pull(controller) {
      controller.error(new TypeError('network error'));
    },
  });

  test.each([
    ['ModelUnreachable', 'no network', new TypeError('Failed to fetch')],
    ['ModelUnreachable', 'a connection that breaks off', new Response(half)],
    ['ModelMissing', 'a 404', new Response('', { status: 404 })],
    ['ModelNotAFile', 'a web page in its place', new Response(' <!doctype html><html>')],
    ['ModelCorrupt', 'a short file', new Response(text.slice(1))],
    ['ModelCorrupt', 'a long file', new Response(`${text}!`)],
    ['ModelCorrupt', 'other bytes', new Response(text.toUpperCase())],
  ])('%s: %s', async (name, _, answer) => {
    serve(answer);
    await expect(download()).rejects.toMatchObject({ name, values: { file: file.file } });
  });
});
