import { type Tile, TileBlend } from '@/core/tiles/tiles';
import type { Click, Rect } from '@/core/types';
import { contract, modalityOf } from '@/model/contract';
import type { ProbabilityPatch, RefineRequest, SegmentProgress } from '@/model/protocol';
import { type Plan, planFor } from './plan';
import { overlayMask, priorFromLogits } from './prior';
import { stretchMaps, tilesOf } from './segment';
import type { SquareClick } from './stages';
import type { TileStore } from './tile-store';
import { meanIou, objectShare } from './vote';
import type { Work } from './work';

/**
 * Brings the mask in line with a person's clicks, or with a reviewed mask.
 *
 * Runs the decoder again on the tiles that hold a click, with all clicks inside the tile and the
 * mask before the first of them as prior, as in training: a prior that follows from earlier clicks made
 * later ones worse. Clicks taken back return the tile to what it was without them. The patch covers
 * whole the tiles that hold the newest click, also when they have been run for it before, and those that
 * changed since the last patch. It is blended with their neighbours, so that no seam appears.
 */
export async function refineImage(
  work: Work,
  store: TileStore,
  request: RefineRequest,
  onProgress: (progress: SegmentProgress) => void,
): Promise<ProbabilityPatch> {
  const { imageId } = request;
  const plan = planFor(modalityOf(request.modality), request.size, request.micronsPerPixel);
  const tiles = tilesOf(plan);
  for (const [done, tile] of tiles.entries()) {
    onProgress({ phase: 'tiles', done, total: tiles.length });
    await refineTile(work, store, request, plan, tile);
  }
  const newest = request.clicks.slice(-1);
  const changed = tiles.filter(
    (tile) => store.isUnsent(imageId, plan, tile) || clicksInside(newest, plan, tile).length > 0,
  );
  const rect = imageRect(plan, changed);
  const maps = await blendRect(work, store, imageId, plan, rect);
  const scores: { iou: number; objectShare: number }[] = [];
  for (const tile of changed) {
    const { iou, masks } = await store.current(work, imageId, plan, tile);
    scores.push({ iou, objectShare: objectShare(masks) });
  }
  store.markSent(imageId);
  return { rect, ...maps, predictedIou: scores.length ? meanIou(scores) : 0, times: work.times() };
}

/** Runs the decoder on a tile again if the request asks for another mask than the tile has. */
async function refineTile(
  work: Work,
  store: TileStore,
  { imageId, clicks: all, prior }: RefineRequest,
  plan: Plan,
  tile: Tile,
): Promise<void> {
  const clicks = clicksInside(all, plan, tile);
  const isConcerned = clicks.length > 0 || all.length === 0;
  const mask = prior && isConcerned && overlaps(plan, tile, prior.rect) ? prior : null;
  const last = store.refinement(imageId, plan, tile);
  if (!mask && clicks.length === 0) {
    if (last) store.setRefinement(imageId, plan, tile, null); // all its clicks were taken back
    return;
  }
  if (!mask && last && !last.hasPrior && isSame(last.clicks, clicks)) return;
  const automatic = await store.automatic(work, imageId, plan, tile);
  const object = automatic.masks.subarray(0, (contract.side / 2) ** 2);
  const logits = mask ? overlayMask(object, mask, plan, tile) : object;
  const encoding = await store.encoding(work, imageId, plan, tile);
  const { dense } = await work.stages.prompt(encoding, priorFromLogits(logits));
  const decoding = await work.stages.decode(encoding, dense, clicks);
  store.setRefinement(imageId, plan, tile, { ...decoding, clicks, hasPrior: mask !== null });
}

/** The clicks inside a tile, in its frame. */
function clicksInside(clicks: readonly Click[], { image, grid }: Plan, tile: Tile): SquareClick[] {
  return clicks
    .map(({ at, belongs }) => ({
      x: (at.x * grid.size.width) / image.width - tile.x,
      y: (at.y * grid.size.height) / image.height - tile.y,
      belongs,
    }))
    .filter(({ x, y }) => x >= 0 && y >= 0 && x < grid.side && y < grid.side);
}

function isSame(some: readonly SquareClick[], others: readonly SquareClick[]): boolean {
  return (
    some.length === others.length &&
    some.every((click, i) => {
      const other = others[i];
      return other?.x === click.x && other.y === click.y && other.belongs === click.belongs;
    })
  );
}

/** Whether a tile has a part of a rectangle of the image. */
function overlaps({ image, grid }: Plan, tile: Tile, rect: Rect): boolean {
  const fx = grid.size.width / image.width;
  const fy = grid.size.height / image.height;
  return (
    tile.x < (rect.x + rect.width) * fx &&
    tile.x + grid.side > rect.x * fx &&
    tile.y < (rect.y + rect.height) * fy &&
    tile.y + grid.side > rect.y * fy
  );
}

/** The pixels of the image that the tiles have a part in. */
function imageRect({ image, grid }: Plan, tiles: readonly Tile[]): Rect {
  if (tiles.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const fx = image.width / grid.size.width;
  const fy = image.height / grid.size.height;
  // One pixel more: sampling between two rows of the scaled image reaches across.
  const x = Math.max(0, Math.floor(Math.min(...tiles.map((tile) => tile.x)) * fx) - 1);
  const y = Math.max(0, Math.floor(Math.min(...tiles.map((tile) => tile.y)) * fy) - 1);
  const right = Math.ceil(Math.max(...tiles.map((tile) => tile.x + grid.side)) * fx) + 1;
  const bottom = Math.ceil(Math.max(...tiles.map((tile) => tile.y + grid.side)) * fy) + 1;
  return {
    x,
    y,
    width: Math.min(right, image.width) - x,
    height: Math.min(bottom, image.height) - y,
  };
}

async function blendRect(
  work: Work,
  store: TileStore,
  imageId: string,
  plan: Plan,
  rect: Rect,
): Promise<Pick<ProbabilityPatch, 'probability' | 'core'>> {
  if (rect.width === 0) return { probability: new Uint8Array(), core: new Uint8Array() };
  if (plan.mode === 'whole') {
    const [tile] = tilesOf(plan) as [Tile];
    const { masks } = await store.current(work, imageId, plan, tile);
    return work.blend(() => stretchMaps(masks, plan.image));
  }
  const blend = new TileBlend(plan.grid, plan.image, rect, contract.tiling.ramp);
  for (const tile of blend.tiles) {
    const { masks } = await store.current(work, imageId, plan, tile);
    work.blend(() => blend.add(masks));
  }
  const { probability, core } = blend;
  return { probability, core };
}
