import { intersectRects } from '@/core/geometry';
import { type Tile, TileBlend } from '@/core/tiles/tiles';
import type { Click, Rect } from '@/core/types';
import { contract, modalityOf } from '@/model/contract';
import { type Plan, planFor, rectOfTiles, tilesOf, toGrid } from '@/model/plan';
import type { ProbabilityPatch, RefineRequest, SegmentProgress } from '@/model/protocol';
import { meanIou, objectShare } from './predicted-iou';
import { overlayMask, priorFromLogits } from './prior';
import { stretchMaps } from './segment';
import type { SquareClick } from './stages';
import type { TileStore } from './tile-store';
import type { Work } from './work';

/**
 * Corrects the mask by the user's clicks or by a reviewed mask.
 *
 * Runs the decoder again on the tiles that hold a click, with all clicks inside the tile. The prior
 * is the mask before the first of them, as in training: a prior from earlier clicks made later ones
 * worse. A tile whose clicks were all removed returns to its automatic mask.
 *
 * The patch covers whole tiles: those that hold the newest click, also when they have run for it
 * before, and those that changed since the last patch. It is blended with their neighbours, so that
 * no seam appears.
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
  const rect = rectOfTiles(plan, changed);
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
  const hasNewest = clicksInside(all.slice(-1), plan, tile).length > 0;
  const isAskedFor = hasNewest || (all.length === 0 && prior && overlaps(plan, tile, prior.rect));
  const mask = isAskedFor ? prior : null;
  const last = store.refinement(imageId, plan, tile);
  if (!mask && clicks.length === 0) {
    if (last) store.setRefinement(imageId, plan, tile, null); // all its clicks were taken back
    return;
  }
  // The prior is that of the newest click: other tiles stay as their own clicks left them.
  const isOfNoMask = !last?.hasPrior || !hasNewest;
  if (!mask && last && isOfNoMask && isSame(last.clicks, clicks)) return;
  const automatic = await store.automatic(work, imageId, plan, tile);
  const object = automatic.masks.subarray(0, (contract.side / 2) ** 2);
  const logits = mask ? overlayMask(object, mask, plan, tile) : object;
  const encoding = await store.encoding(work, imageId, plan, tile);
  const { dense } = await work.stages.prompt(encoding, priorFromLogits(logits));
  const decoding = await work.stages.decode(encoding, dense, clicks);
  store.setRefinement(imageId, plan, tile, { ...decoding, clicks, hasPrior: mask !== null });
}

/** The clicks inside a tile, in its frame. */
function clicksInside(clicks: readonly Click[], plan: Plan, tile: Tile): SquareClick[] {
  const { side } = plan.grid;
  return clicks
    .map(({ at, belongs }) => {
      const { x, y } = toGrid(plan, at);
      return { x: x - tile.x, y: y - tile.y, belongs };
    })
    .filter(({ x, y }) => x >= 0 && y >= 0 && x < side && y < side);
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
function overlaps(plan: Plan, tile: Tile, rect: Rect): boolean {
  return intersectRects(rectOfTiles(plan, [tile]), rect) !== null;
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
