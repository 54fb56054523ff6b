import type { Size } from '@/core/types';
import { lerpAcross, lerpRows, linearTaps } from './resize';

/** Logits beyond ±8 are 0 or 255 after rounding. */
const LIMIT = 8;
const STEPS_PER_LOGIT = 1024; // a step moves the byte by 0.06 at most

const TABLE = Uint8Array.from({ length: 2 * LIMIT * STEPS_PER_LOGIT }, (_, i) =>
  // Round half up: a logit of 0 or more is 128 or more, one below 0 is 127 or less.
  Math.round(255 / (1 + Math.exp(LIMIT - i / STEPS_PER_LOGIT))),
);

/** Probability of a logit as a byte: sigmoid · 255, rounded; 128 and above is exactly logit ≥ 0. */
export function probabilityByte(logit: number): number {
  if (logit >= LIMIT) return 255;
  if (logit < -LIMIT) return 0;
  return TABLE[Math.floor((logit + LIMIT) * STEPS_PER_LOGIT)] as number;
}

/** `probabilityByte` of each logit, into `out` from `offset` on. */
export function writeProbabilities(logits: Float32Array, out: Uint8Array, offset: number): void {
  for (let i = 0; i < logits.length; i++) out[offset + i] = probabilityByte(logits[i] as number);
}

/**
 * A plane of logits stretched to image size (bilinear, see `linearTaps`), then as probabilities.
 * Works row by row: needs no float plane of the image's size. O(image pixels).
 */
export function stretchToProbability(plane: Float32Array, from: Size, to: Size): Uint8Array {
  const out = new Uint8Array(to.width * to.height);
  const across = linearTaps(from.width, to.width);
  const down = linearTaps(from.height, to.height);
  const narrow = new Float32Array(from.width);
  const line = new Float32Array(to.width);
  for (let y = 0; y < to.height; y++) {
    lerpRows(plane, from.width, down, y, narrow);
    lerpAcross(narrow, across, line, 0);
    writeProbabilities(line, out, y * to.width);
  }
  return out;
}
