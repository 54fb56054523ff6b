import { contract } from '@/model/contract';

/** Share of a tile's pixels that the decoder calls object. */
export function objectShare(masks: Float32Array): number {
  const pixels = (contract.side / 2) ** 2;
  let inside = 0;
  for (let i = 0; i < pixels; i++) if ((masks[i] as number) > 0) inside++;
  return inside / pixels;
}

/** Mean of the tiles' predicted IoUs weighted by their objects: empty tiles say nothing of them. */
export function meanIou(tiles: readonly { iou: number; objectShare: number }[]): number {
  const total = tiles.reduce((sum, tile) => sum + tile.objectShare, 0);
  if (total === 0) return tiles.reduce((sum, tile) => sum + tile.iou, 0) / tiles.length;
  return tiles.reduce((sum, tile) => sum + tile.iou * tile.objectShare, 0) / total;
}
