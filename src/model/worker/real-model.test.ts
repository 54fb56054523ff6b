import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { clickReach } from '@/core/objects/click-reach';
import { resampleRegion, squash } from '@/core/tiles/resize';
import { TileBlend, tileGrid } from '@/core/tiles/tiles';
import type { Click, Raster, Rect } from '@/core/types';
import { assertContract, contract, GRAPH_NAMES, type ModalityName } from '@/model/contract';
import type { RefineRequest } from '@/model/protocol';
import {
  loadSessions,
  readModelFile,
  readPng,
  readStats,
  runWith,
  sourceOf,
} from '../../../bench/node-model';
import { createPipeline, type Pipeline } from './pipeline';
import { runSelfTest } from './self-test';
import { createStages, type Run, type Stages } from './stages';

// The real weights on onnxruntime-web's WASM against what PyTorch made of the same pictures.

const read = (file: string) => readFileSync(new URL(`../golden/${file}`, import.meta.url));
const floats = (file: string) => new Float32Array(new Uint8Array(read(file)).buffer);
const facts = JSON.parse(read('golden.json').toString()) as Record<
  'dermoscopy' | 'histology',
  { iou_head: number; modality_logits: number[]; descriptor: number[] }
>;
const dermoscopy = readPng(read('dermoscopy.png'));
const histology = readPng(read('histology.png'));
const square = readPng(readModelFile(contract.selfTest.picture.file));

let run: Run;
let stages: Stages;
/** Counts the runs of each graph. */
const runs = { lka: 0, cp: 0, msf: 0 };
let sessions: Awaited<ReturnType<typeof loadSessions>>;

beforeAll(async () => {
  sessions = await loadSessions(1); // more threads only fight with the other tests' workers
  run = runWith(sessions);
  stages = createStages((graph, feeds) => {
    runs[graph]++;
    return run(graph, feeds);
  });
});

function pipelineOf(rasters: Record<string, Raster>, cacheBytes = 2 ** 30): Pipeline {
  const pipeline = createPipeline({
    stages,
    stats: readStats(),
    engine: { engine: 'wasm', threads: 1 },
    cacheBytes,
  });
  pipeline.connect(sourceOf(rasters));
  return pipeline;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++)
    largest = Math.max(largest, Math.abs((a[i] as number) - (b[i] as number)));
  return largest;
}

/** Length of the difference of two vectors as a share of the second one's. */
function relativeDifference(a: Float32Array, b: readonly number[]): number {
  expect(a.length).toBe(b.length);
  return Math.hypot(...a.map((value, i) => value - (b[i] as number))) / Math.hypot(...b);
}

/** IoU of two maps as masks, each over its own threshold. */
function iou(a: ArrayLike<number>, overA: number, b: ArrayLike<number>, overB = overA): number {
  expect(a.length).toBe(b.length);
  let both = 0;
  let either = 0;
  for (let i = 0; i < a.length; i++) {
    const inA = (a[i] as number) > overA;
    const inB = (b[i] as number) > overB;
    if (inA && inB) both++;
    if (inA || inB) either++;
  }
  return both / either;
}

const ignore = () => {};
const auto = (imageId: string, { width, height }: Raster) =>
  ({ imageId, size: { width, height }, modality: 'auto', micronsPerPixel: null }) as const;

test.each(GRAPH_NAMES)('the tensors of %s are those of the contract', (name) => {
  const { inputMetadata, outputMetadata } = sessions[name];
  expect(() => assertContract(name, inputMetadata, outputMetadata)).not.toThrow();
});

describe('the three stages', () => {
  test('agree with PyTorch on the squashed picture', async () => {
    const encoding = await stages.encode(squash(square, 512));
    const { coarse, dense } = await stages.prompt(encoding, null);
    const { masks, iou: predicted } = await stages.decode(encoding, dense, []);
    const golden = floats('dermoscopy-512.masks.f32');
    expect(largestDifference(masks, golden)).toBeLessThan(1e-2);
    expect(iou(masks, 0, golden)).toBeGreaterThan(0.999);
    expect(largestDifference(coarse, floats('dermoscopy-512.coarse.f32'))).toBeLessThan(1e-2);
    expect(predicted).toBeCloseTo(facts.dermoscopy.iou_head, 3);
    expect(largestDifference(encoding.modality, facts.dermoscopy.modality_logits)).toBeLessThan(
      1e-2,
    );
    const { descriptor } = facts.dermoscopy;
    expect(relativeDifference(encoding.descriptor, descriptor)).toBeLessThan(1e-3);
  });

  const { picture, reference } = contract.selfTest;
  const selfTest = (tested: Stages) =>
    runSelfTest(tested, readModelFile(picture.file), readModelFile(reference.file));

  test('pass the self-test', async () => {
    const result = await selfTest(stages);
    expect(result.iou).toBeGreaterThan(0.999);
    expect(result.maxDifference).toBeLessThan(1e-2);
  });

  test('fail the self-test on a backend that shows the encoder a negative', async () => {
    const wrong = createStages((graph, feeds) => {
      const { image } = feeds;
      if (!image) return run(graph, feeds);
      return run(graph, { image: { ...image, data: image.data.map((value) => 255 - value) } });
    });
    await expect(selfTest(wrong)).rejects.toMatchObject({ name: 'SelfTestFailed' });
  });

  test.each([
    ['object', 'masks', (logit: number, i: number) => (i % 64 === 0 && i < 65536 ? 9 : logit)],
    ['core', 'masks', (logit: number, i: number) => (i < 65536 ? logit : -9)],
    ['coarse', 'coarse', (logit: number) => logit + 3],
    ['iou', 'iou', (iou: number) => iou / 2],
    ['modality', 'modality', (_: number, i: number) => i],
    ['descriptor', 'descriptor', (value: number) => 2 * value],
  ])('fail the self-test on a backend whose %s alone is wrong', async (output, tensor, change) => {
    const wrong = createStages(async (graph, feeds) => {
      const outputs = await run(graph, feeds);
      const values = outputs[tensor];
      return values ? { ...outputs, [tensor]: values.map(change) } : outputs;
    });
    await expect(selfTest(wrong)).rejects.toMatchObject({
      name: 'SelfTestFailed',
      values: { output },
    });
  });

  test.each([
    ['not a number', Number.NaN],
    ['zero', 0],
  ])('fail the self-test on a backend whose masks are %s', async (_, value) => {
    const wrong = createStages(async (graph, feeds) => {
      const outputs = await run(graph, feeds);
      const { masks } = outputs;
      return masks ? { ...outputs, masks: masks.map(() => value) } : outputs;
    });
    await expect(selfTest(wrong)).rejects.toMatchObject({ name: 'BadOutput' });
  });
});

describe('segment', () => {
  test('agrees with PyTorch on a whole picture', async () => {
    const got = await pipelineOf({ a: dermoscopy }).segment(auto('a', dermoscopy), ignore);
    const golden = readPng(read('dermoscopy-probability.png')).data;
    expect(got.modality.name).toBe('dermoscopy');
    expect(got.mode).toBe('whole');
    expect(got.familiarity.isUnfamiliar).toBe(false);
    expect(iou(got.probability, 127, golden)).toBeGreaterThan(0.999);
    expect(largestDifference(got.probability, golden)).toBeLessThanOrEqual(3);
    expect(
      largestDifference(got.core, readPng(read('dermoscopy-core.png')).data),
    ).toBeLessThanOrEqual(3);
  });

  test('agrees with PyTorch on a picture read in tiles', async () => {
    const progress: string[] = [];
    const got = await pipelineOf({ a: histology }).segment(auto('a', histology), (p) =>
      progress.push(`${p.phase} ${p.done}/${p.total}`),
    );
    expect(got.modality.name).toBe('histology');
    expect(got.mode).toBe('tiled');
    expect(got.familiarity.isUnfamiliar).toBe(false);
    expect(progress.at(0)).toBe('look 0/1');
    expect(progress.at(-1)).toBe(`tiles ${got.tiles}/${got.tiles}`);
    // PyTorch's tiles overlap by 64 here, the app's by 24: the seams lie elsewhere.
    const golden = readPng(read('histology-probability.png')).data;
    expect(iou(got.probability, 127, golden)).toBeGreaterThan(0.98);
  });

  test('agrees with PyTorch to the byte where the tiles are the same', async () => {
    const { width, height } = histology;
    const grid = tileGrid({ width, height }, contract.side, 64);
    const corner = { x: 0, y: 0, width: 300, height: 300 }; // four tiles meet in it
    const blend = new TileBlend(grid, histology, corner, contract.tiling.ramp);
    expect(blend.tiles).toHaveLength(4);
    for (const { x, y } of blend.tiles) {
      const rect = { x, y, width: contract.side, height: contract.side };
      const encoding = await stages.encode(resampleRegion(histology, histology, rect));
      const { dense } = await stages.prompt(encoding, null);
      blend.add((await stages.decode(encoding, dense, [])).masks);
    }
    const golden = crop(readPng(read('histology-probability.png')), 300, 300).data;
    expect(iou(blend.probability, 127, golden)).toBeGreaterThan(0.999);
    expect(largestDifference(blend.probability, golden)).toBeLessThanOrEqual(3);
    const core = crop(readPng(read('histology-core.png')), 300, 300).data;
    expect(largestDifference(blend.core, core)).toBeLessThanOrEqual(3);
  });

  test('calls noise unlike the training data', async () => {
    let state = 1;
    const data = Uint8Array.from({ length: 3 * 512 * 512 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' generator
      return state >>> 24;
    });
    const noise: Raster = { ...square, channels: 3, data };
    const got = await pipelineOf({ a: noise }).segment(auto('a', noise), ignore);
    expect(got.familiarity.isUnfamiliar).toBe(true);
  });

  test('follows the pixel size of microscopy', async () => {
    const request = {
      ...auto('a', square),
      modality: 'histology',
      micronsPerPixel: 0.125,
    } as const;
    const got = await pipelineOf({ a: square }).segment(request, ignore);
    expect(got.scale).toBe(0.5);
    expect(got.scaleReason).toBe('pixel-size');
    expect(got.tiles).toBe(1);
    expect(got.probability.length).toBe(512 * 512);
    expect(got.modality.chosenBy).toBe('person');
  });
});

describe('refine', () => {
  /** The top of the tissue: two tiles, which start at columns 0 and 188. */
  const strip = crop(histology, 700, 512);
  const requestFor = (raster: Raster, modality: ModalityName, clicks: Click[]): RefineRequest => ({
    ...auto('a', raster),
    modality,
    clicks,
    prior: null,
  });
  const valueAt = (map: Uint8Array, rect: Rect, x: number, y: number) =>
    map[(y - rect.y) * rect.width + x - rect.x] as number;

  const clickAt = (x: number, y: number, belongs: boolean): Click => ({ at: { x, y }, belongs });

  test('comes closer to the truth with a click on an error, and back when it is taken back', async () => {
    const truth = readPng(read('dermoscopy-truth.png')).data;
    const pipeline = pipelineOf({ a: dermoscopy });
    const { probability } = await pipeline.segment(auto('a', dermoscopy), ignore);
    const before = iou(probability, 127, truth);
    // Skin right of the lesion that the model takes for lesion.
    const clicks = [clickAt(528.5, 250.5, false)];
    const refined = await pipeline.refine(requestFor(dermoscopy, 'dermoscopy', clicks), ignore);
    expect(valueAt(refined.probability, refined.rect, 528, 250)).toBeLessThan(128);
    // A fifth of all that was wrong is right now.
    expect(1 - iou(refined.probability, 127, truth)).toBeLessThan(0.8 * (1 - before));

    const decoded = runs.msf;
    const undone = await pipeline.refine(requestFor(dermoscopy, 'dermoscopy', []), ignore);
    expect(runs.msf).toBe(decoded); // remembered, not run again
    expect(undone.probability).toEqual(probability);
  });

  // Skin around the lesion that the model takes for lesion. At the last point the bare answer makes
  // the mask worse around the click (200 more wrong pixels): that must not reach the mask.
  test.each([
    [528, 250],
    [427, 167],
    [325, 239],
    [303, 392],
    [497, 457],
    [390, 430],
  ])('a click at %i, %i mends the mask around it and makes it worse nowhere else', async (x, y) => {
    const truth = readPng(read('dermoscopy-truth.png')).data;
    const pipeline = pipelineOf({ a: dermoscopy });
    const { probability } = await pipeline.segment(auto('a', dermoscopy), ignore);
    const mask = Uint16Array.from(probability, (p) => Number(p >= 128));
    const clicks = [clickAt(x + 0.5, y + 0.5, false)];
    const refined = await pipeline.refine(requestFor(dermoscopy, 'dermoscopy', clicks), ignore);
    const reach = clickReach(dermoscopy, mask, refined.probability, probability, 128, clicks);
    const after = mask.map((label, i) => (reach?.[i] === 1 ? 0 : label));
    const wrong = (labels: Uint16Array, isCounted: (distancePx: number) => boolean) =>
      labels.filter((label, i) => {
        const column = i % dermoscopy.width;
        const away = Math.hypot(column - x, (i - column) / dermoscopy.width - y);
        return isCounted(away) && label > 0 !== (truth[i] as number) > 0;
      }).length;
    const isNear = (distancePx: number) => distancePx <= 40;
    const isFar = (distancePx: number) => distancePx > 40;
    expect(wrong(after, isNear)).toBeLessThan(0.8 * wrong(mask, isNear));
    expect(wrong(after, isFar)).toBeLessThanOrEqual(wrong(mask, isFar));
  });

  test('changes only the tile that holds the click, without a seam towards its neighbour', async () => {
    const pipeline = pipelineOf({ a: strip });
    const { probability } = await pipeline.segment(auto('a', strip), ignore);
    const before = { ...runs };
    const clicks = [clickAt(100.5, 250.5, true)]; // left of column 188: in the first tile alone
    const refined = await pipeline.refine(requestFor(strip, 'histology', clicks), ignore);
    expect(runs).toEqual({ lka: before.lka, cp: before.cp + 1, msf: before.msf + 1 });

    // The patch is the tile and one column more, where its neighbour alone counts: there it ends
    // in what was there before.
    expect(refined.rect).toEqual({ x: 0, y: 0, width: 513, height: 512 });
    const whole = { x: 0, y: 0, width: strip.width, height: strip.height };
    const column = (map: Uint8Array, rect: Rect, x: number) =>
      Array.from({ length: 512 }, (_, y) => valueAt(map, rect, x, y));
    expect(column(refined.probability, refined.rect, 100)).not.toEqual(
      column(probability, whole, 100),
    );
    expect(column(refined.probability, refined.rect, 512)).toEqual(column(probability, whole, 512));
  });

  test('finds the same mask when everything kept was evicted meanwhile', async () => {
    const kept = pipelineOf({ a: strip });
    const evicted = pipelineOf({ a: strip }, 1);
    const request = requestFor(strip, 'histology', [clickAt(100.5, 250.5, true)]);
    await kept.segment(auto('a', strip), ignore);
    await evicted.segment(auto('a', strip), ignore);
    const before = runs.lka;
    const fromCache = await kept.refine(request, ignore);
    expect(runs.lka).toBe(before);
    const fromPixels = await evicted.refine(request, ignore);
    expect(runs.lka).toBeGreaterThan(before);
    expect(fromPixels.probability).toEqual(fromCache.probability);
  });
});

/** The top left corner of an 8-bit picture. */
function crop(raster: Raster, width: number, height: number): Raster {
  const { channels } = raster;
  const data = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const from = y * raster.width * channels;
    data.set(raster.data.subarray(from, from + width * channels), y * width * channels);
  }
  return { ...raster, width, height, data };
}
