import { describe, expect, test } from 'vitest';
import { contract } from '@/model/contract';
import { createStages, type Feeds, type Run } from './stages';

const noise = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i));
const image = noise(3 * 512 * 512);
const encoding = {
  embedding: noise(4),
  detail2: noise(4),
  detail4: noise(4),
  detail8: noise(4),
  modality: noise(6),
  descriptor: noise(320),
};

/** Sound outputs, but for those given. */
function runWith(given: Record<string, Float32Array>, seen: Feeds[] = []): Run {
  return async (graph, feeds) => {
    seen.push(feeds);
    const outputs = contract.graphs[graph].outputs.map(({ name }) => [
      name,
      given[name] ?? (name === 'iou' ? Float32Array.of(0.8) : noise(12)),
    ]);
    return Object.fromEntries(outputs);
  };
}

describe('an output that cannot be right is an error, never "nothing found"', () => {
  test.each([
    ['not a number', Float32Array.of(1, Number.NaN, 3), 'NaN at 1'],
    ['infinite', Float32Array.of(1, 2, Number.NEGATIVE_INFINITY), '-Infinity at 2'],
    ['all zero', new Float32Array(9), '0 throughout'],
    ['constant', new Float32Array(9).fill(-4.5), '-4.5 throughout'],
  ])('%s', async (_, masks, problem) => {
    const { decode } = createStages(runWith({ masks }));
    await expect(decode(encoding, noise(4), [])).rejects.toMatchObject({
      name: 'BadOutput',
      values: { graph: 'msf-decoder.onnx', output: 'masks', problem },
    });
  });

  test('of the encoder, too', async () => {
    const { encode } = createStages(runWith({ detail_8: new Float32Array(64) }));
    await expect(encode(image)).rejects.toMatchObject({ values: { output: 'detail_8' } });
  });
});

test('without clicks the decoder gets one point that counts for nothing', async () => {
  const seen: Feeds[] = [];
  await createStages(runWith({}, seen)).decode(encoding, noise(4), []);
  expect(seen[0]?.labels).toEqual({ data: Float32Array.of(-1), dims: [1, 1] });
  expect(seen[0]?.points?.dims).toEqual([1, 1, 2]);
});

test('clicks reach the decoder with their labels, in order', async () => {
  const seen: Feeds[] = [];
  await createStages(runWith({}, seen)).decode(encoding, noise(4), [
    { x: 10.5, y: 20.5, belongs: true },
    { x: 30, y: 40, belongs: false },
  ]);
  expect(seen[0]?.points).toEqual({ data: Float32Array.of(10.5, 20.5, 30, 40), dims: [1, 2, 2] });
  expect(seen[0]?.labels).toEqual({ data: Float32Array.of(1, 0), dims: [1, 2] });
});

test('the coarse stage is told whether there is a prior', async () => {
  const seen: Feeds[] = [];
  const { prompt } = createStages(runWith({}, seen));
  await prompt(encoding, null);
  await prompt(encoding, noise(64 * 64));
  expect(seen.map((feeds) => feeds.use_prior?.data[0])).toEqual([0, 1]);
});
