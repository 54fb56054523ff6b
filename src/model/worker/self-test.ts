import { decode } from 'fast-png';
import { named } from '@/core/errors';
import { contract } from '@/model/contract';
import type { EngineInfo } from '@/model/protocol';
import type { Stages } from './stages';

/** A backend that computes rightly agrees with PyTorch in all but a few border pixels. */
const MIN_IOU = 0.99;

/**
 * Runs the three stages on a picture whose mask is known, so that a backend that computes wrongly
 * is found before it shows a wrong mask.
 *
 * @param picture   PNG of exactly the model's side, RGB
 * @param reference PyTorch's object mask (256 × 256, one bit a pixel, first pixel in the highest
 *                  bit), then its coarse logits (64 × 64 float32, little endian)
 * @throws SelfTestFailed with the IoU, BadOutput from the stages
 */
export async function runSelfTest(
  stages: Stages,
  picture: Uint8Array,
  reference: Uint8Array<ArrayBuffer>,
): Promise<EngineInfo['selfTest']> {
  const startedAt = performance.now();
  const encoding = await stages.encode(planesOfPng(picture));
  const { coarse, dense } = await stages.prompt(encoding, null);
  const { masks } = await stages.decode(encoding, dense, []);
  const ms = performance.now() - startedAt;

  const iou = iouWithBits(masks, reference);
  const maxDifference = largestDifference(coarse, readCoarse(reference));
  if (iou < MIN_IOU)
    throw named('SelfTestFailed', `The mask of the test picture agrees by IoU ${iou} only`, {
      iou: Math.round(1000 * iou) / 1000,
      limit: MIN_IOU,
    });
  return { iou, maxDifference, ms };
}

const maskPixels = (contract.side / 2) ** 2;

/** 8-bit RGB PNG → float32 planes 0–255. */
function planesOfPng(png: Uint8Array): Float32Array {
  const { data, channels, width, height } = decode(png);
  const pixels = width * height;
  const planes = new Float32Array(3 * pixels);
  for (let i = 0; i < pixels; i++)
    for (let c = 0; c < 3; c++) planes[c * pixels + i] = data[i * channels + c] as number;
  return planes;
}

function iouWithBits(masks: Float32Array, bits: Uint8Array): number {
  let both = 0;
  let either = 0;
  for (let i = 0; i < maskPixels; i++) {
    const mine = (masks[i] as number) > 0;
    const theirs = ((bits[i >> 3] as number) & (0x80 >> (i & 7))) !== 0;
    if (mine && theirs) both++;
    if (mine || theirs) either++;
  }
  return both / either;
}

function readCoarse(reference: Uint8Array<ArrayBuffer>): Float32Array {
  return new Float32Array(reference.buffer.slice(reference.byteOffset + maskPixels / 8));
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++)
    largest = Math.max(largest, Math.abs((a[i] as number) - (b[i] as number)));
  return largest;
}
