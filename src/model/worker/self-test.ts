import { decode } from 'fast-png';
import { named } from '@/core/errors';
import { contract, MODALITIES } from '@/model/contract';
import type { EngineInfo } from '@/model/protocol';
import type { Stages } from './stages';
import { softmax } from './vote';

/** A backend that computes rightly agrees with PyTorch in all but a few border pixels. */
const MIN_IOU = 0.99;
/** The numbers beside the masks, of which a person sees two digits at most. */
const MIN_AGREEMENT = 0.95;

const { side: priorSide } = contract.prior;
const maskPixels = (contract.side / 2) ** 2;

/** What PyTorch makes of the test picture. */
interface Reference {
  /** One bit a pixel, the first in the highest bit. */
  readonly object: Uint8Array;
  readonly core: Uint8Array;
  /** Logits. */
  readonly coarse: Float32Array;
  readonly iou: Float32Array;
  /** Logits. */
  readonly modality: Float32Array;
  readonly descriptor: Float32Array;
}

/**
 * Runs the three stages on a picture whose outputs are known, so that a backend that computes
 * wrongly is found before it shows a wrong mask. Every output that the app uses is compared; the
 * others feed these.
 *
 * @param picture   PNG of exactly the model's side, RGB
 * @param reference the fields of `Reference` one after the other, little endian
 * @returns the lowest IoU of the three masks, the largest difference of the coarse logits
 * @throws SelfTestFailed with the output that differs most, its agreement with the reference (1:
 *   the same) and the least that is allowed; BadOutput from the stages
 */
export async function runSelfTest(
  stages: Stages,
  picture: Uint8Array,
  reference: Uint8Array<ArrayBuffer>,
): Promise<EngineInfo['selfTest']> {
  const known = readReference(reference);
  const startedAt = performance.now();
  const encoding = await stages.encode(planesOfPng(picture));
  const { coarse, dense } = await stages.prompt(encoding, null);
  const { masks, iou } = await stages.decode(encoding, dense, []);
  const ms = performance.now() - startedAt;

  const ious = {
    object: maskIou(masks.subarray(0, maskPixels), bitsOf(known.object)),
    core: maskIou(masks.subarray(maskPixels), bitsOf(known.core)),
    coarse: maskIou(coarse, (i) => (known.coarse[i] as number) > 0),
  };
  const agreements = {
    iou: 1 - Math.abs(iou - (known.iou[0] as number)),
    modality: 1 - largestDifference(softmax(encoding.modality), softmax(known.modality)),
    descriptor: 1 - relativeDifference(encoding.descriptor, known.descriptor),
  };
  requireAtLeast(MIN_IOU, ious);
  requireAtLeast(MIN_AGREEMENT, agreements);
  const maxDifference = largestDifference(coarse, known.coarse);
  return { iou: Math.min(...Object.values(ious)), maxDifference, ms };
}

function requireAtLeast(limit: number, agreements: Readonly<Record<string, number>>): void {
  for (const [output, agreement] of Object.entries(agreements)) {
    if (agreement >= limit) continue; // NaN is not: two empty masks have no IoU
    const rounded = Math.round(1000 * agreement) / 1000;
    throw named('SelfTestFailed', `${output} of the test picture agrees by ${agreement} only`, {
      output,
      agreement: rounded,
      limit,
    });
  }
}

function readReference(bytes: Uint8Array<ArrayBuffer>): Reference {
  let at = 0;
  const take = (length: number): Uint8Array<ArrayBuffer> => {
    at += length;
    return bytes.slice(at - length, at);
  };
  const floats = (count: number): Float32Array => new Float32Array(take(4 * count).buffer);
  return {
    object: take(maskPixels / 8),
    core: take(maskPixels / 8),
    coarse: floats(priorSide ** 2),
    iou: floats(1),
    modality: floats(MODALITIES.length),
    descriptor: floats((bytes.length - at) / 4),
  };
}

/** 8-bit RGB PNG → float32 planes 0–255. */
function planesOfPng(png: Uint8Array): Float32Array {
  const { data, channels, width, height } = decode(png);
  const pixels = width * height;
  const planes = new Float32Array(3 * pixels);
  for (let i = 0; i < pixels; i++)
    for (let c = 0; c < 3; c++) planes[c * pixels + i] = data[i * channels + c] as number;
  return planes;
}

function bitsOf(bits: Uint8Array): (i: number) => boolean {
  return (i) => ((bits[i >> 3] as number) & (0x80 >> (i & 7))) !== 0;
}

/** NaN where both are empty. */
function maskIou(logits: Float32Array, isObject: (i: number) => boolean): number {
  let both = 0;
  let either = 0;
  for (let i = 0; i < logits.length; i++) {
    const mine = (logits[i] as number) > 0;
    const theirs = isObject(i);
    if (mine && theirs) both++;
    if (mine || theirs) either++;
  }
  return both / either;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++)
    largest = Math.max(largest, Math.abs((a[i] as number) - (b[i] as number)));
  return largest;
}

/** Length of the difference of two vectors as a share of the second one's. */
function relativeDifference(a: Float32Array, b: Float32Array): number {
  return Math.hypot(...a.map((value, i) => value - (b[i] as number))) / Math.hypot(...b);
}
