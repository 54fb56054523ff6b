import type { Tile, TileGrid } from '@/core/tiles/tiles';
import { MODALITIES, type Modality, type ModalityName, modalityOf } from '@/model/contract';
import type { ModalityVote } from '@/model/protocol';

/** Where voting tiles are taken, as fractions of the image: the middle, then the four quarters. */
const PLACES = [
  [0.5, 0.5],
  [0.25, 0.25],
  [0.75, 0.25],
  [0.25, 0.75],
  [0.75, 0.75],
] as const;

/** Up to `count` different tiles, evenly spread. */
export function votingTiles(grid: TileGrid, count: number): Tile[] {
  const nearest = (starts: readonly number[], at: number): number => {
    const distances = starts.map((start) => Math.abs(start + grid.side / 2 - at));
    return distances.indexOf(Math.min(...distances));
  };
  const tiles = new Map<number, Tile>();
  for (const [fx, fy] of PLACES.slice(0, count)) {
    const column = nearest(grid.columns, fx * grid.size.width);
    const row = nearest(grid.rows, fy * grid.size.height);
    const index = row * grid.columns.length + column;
    tiles.set(index, { index, x: grid.columns[column] as number, y: grid.rows[row] as number });
  }
  return [...tiles.values()];
}

/**
 * The modality by the mean of the views' softmax probabilities, unless the user has chosen one.
 *
 * @param views modality logits of each view
 */
export function voteModality(
  views: readonly Float32Array[],
  wanted: ModalityName | 'auto',
): { modality: Modality; vote: ModalityVote } {
  const each = views.map(softmax);
  const probabilities = MODALITIES.map(
    (_, k) => each.reduce((sum, view) => sum + (view[k] as number), 0) / views.length,
  );
  const winner = largest(probabilities);
  const modality = wanted === 'auto' ? (MODALITIES[winner] as Modality) : modalityOf(wanted);
  const vote: ModalityVote = {
    name: modality.name,
    chosenBy: wanted === 'auto' ? 'model' : 'person',
    probabilities,
    views: views.length,
    agreeing: each.filter((view) => largest(view) === winner).length,
  };
  return { modality, vote };
}

/** Logits as probabilities that sum to 1. */
export function softmax(logits: Float32Array): number[] {
  const top = Math.max(...logits);
  const weights = Array.from(logits, (logit) => Math.exp(logit - top));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

const largest = (values: readonly number[]): number => values.indexOf(Math.max(...values));
