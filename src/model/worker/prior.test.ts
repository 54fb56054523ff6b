import { expect, test } from 'vitest';
import { contract, modalityOf } from '@/model/contract';
import { planFor, tilesOf } from '@/model/plan';
import { overlayMask, priorFromLogits } from './prior';

const { maskLogit } = contract.prior;

test('priorFromLogits holds logits to ±8 before it averages blocks of four by four', () => {
  const logits = new Float32Array(256 * 256);
  logits[0] = 100; // one of sixteen in the first block
  logits.fill(-3, 4, 8); // four of sixteen in the second
  const prior = priorFromLogits(logits);
  expect(prior.length).toBe(64 * 64);
  expect([prior[0], prior[1], prior[2]]).toEqual([8 / 16, (-3 * 4) / 16, 0]);
});

test('overlayMask puts a reviewed mask over its rectangle and leaves the rest', () => {
  const size = { width: 1000, height: 600 };
  const plan = planFor(modalityOf('histology'), size, null);
  const tile = tilesOf(plan)[1]; // starts at column 488
  if (!tile) throw new Error('the image has too few tiles');
  const rect = { x: 488, y: 0, width: 4, height: 4 };
  const mask = Uint8Array.of(...[1, 1, 0, 0], ...[1, 1, 0, 0], ...[0, 0, 0, 0], ...[0, 0, 0, 0]);
  const out = overlayMask(new Float32Array(256 * 256).fill(2), { rect, mask }, plan, tile);
  const corner = [0, 1, 2].map((y) => [...out.subarray(y * 256, y * 256 + 3)]);
  expect(corner).toEqual([
    [maskLogit, -maskLogit, 2],
    [-maskLogit, -maskLogit, 2],
    [2, 2, 2],
  ]);
});

test('overlayMask stretches a mask with the squashed image', () => {
  const size = { width: 2048, height: 512 }; // four pixels a column of the square, one a row
  const plan = planFor(modalityOf('dermoscopy'), size, null);
  const tile = tilesOf(plan)[0];
  if (!tile) throw new Error('the image has no tile');
  const rect = { x: 1024, y: 0, width: 1024, height: 512 };
  const mask = new Uint8Array(1024 * 512).fill(1);
  const out = overlayMask(new Float32Array(256 * 256), { rect, mask }, plan, tile);
  expect([out[127], out[128], out[255]]).toEqual([0, maskLogit, maskLogit]);
});
