import { expect, test } from 'vitest';
import { tileGrid } from '@/core/tiles/tiles';
import { MODALITY_NAMES, type ModalityName } from '@/model/contract';
import { voteModality, votingTiles } from './vote';

const view = (logits: Partial<Record<ModalityName, number>>) =>
  Float32Array.from(MODALITY_NAMES, (name) => logits[name] ?? 0);

test('the mean of the probabilities decides, not the number of views', () => {
  const { modality, vote } = voteModality(
    [view({ histology: 12 }), view({ fundus: 0.5 }), view({ fundus: 0.5 })],
    'auto',
  );
  expect(modality.name).toBe('histology');
  expect(vote).toMatchObject({ chosenBy: 'model', views: 3, agreeing: 1 });
});

test('one view gives its softmax', () => {
  const { vote } = voteModality([view({ dermoscopy: Math.log(5) })], 'auto');
  expect(vote.probabilities[0]).toBeCloseTo(0.5);
  expect(vote.probabilities[1]).toBeCloseTo(0.1);
});

test('large logits do not overflow', () => {
  const { vote } = voteModality([view({ endoscopy: 1000 })], 'auto');
  expect(vote.probabilities[3]).toBe(1);
});

test('voting tiles are spread over the image and differ', () => {
  const grid = tileGrid({ width: 5000, height: 4000 }, 512, 24);
  const tiles = votingTiles(grid, 5);
  expect(new Set(tiles.map(({ index }) => index)).size).toBe(5);
  const quarters = tiles.slice(1).map(({ x, y }) => [x + 256 < 2500, y + 256 < 2000]);
  expect(quarters).toEqual([
    [true, true],
    [false, true],
    [true, false],
    [false, false],
  ]);
});

test('a long narrow image has fewer voting tiles', () => {
  const grid = tileGrid({ width: 5000, height: 300 }, 512, 24);
  expect(votingTiles(grid, 5)).toHaveLength(3);
});
