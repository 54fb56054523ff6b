import { probabilityByte, stretchToProbability } from '@/core/tiles/probability';
import { type Tile, TileBlend } from '@/core/tiles/tiles';
import { assessFamiliarity, type DescriptorStats, medianDescriptor } from '@/core/tiles/unfamiliar';
import type { Size } from '@/core/types';
import { contract } from '@/model/contract';
import { NATIVE_SCALE, type Plan, planFor, tiledPlan, tilesOf, wholePlan } from '@/model/plan';
import type { EngineInfo, Prediction, SegmentProgress, SegmentRequest } from '@/model/protocol';
import { meanIou, objectShare } from './predicted-iou';
import type { Prompt } from './stages';
import type { TileStore } from './tile-store';
import { voteModality, votingTiles } from './vote';
import type { Work } from './work';

interface Maps {
  readonly probability: Uint8Array;
  readonly core: Uint8Array;
  readonly predictedIou: number;
  /** For each tile. */
  readonly descriptors: readonly Float32Array[];
}

/**
 * Segments one image without the user's help.
 *
 * The squashed whole comes first. It gives the modality (with some tiles, if the image is large),
 * the coarse mask and, for modalities that are read whole, the mask itself. The others are then
 * read tile by tile. One encoder run a tile; memory grows with the result alone.
 */
export async function segmentImage(
  work: Work,
  store: TileStore,
  { imageId, size, modality: wanted, micronsPerPixel }: SegmentRequest,
  engine: Pick<EngineInfo, 'engine' | 'threads'>,
  stats: DescriptorStats,
  onProgress: (progress: SegmentProgress) => void,
): Promise<Prediction> {
  const whole = wholePlan(size);
  const [wholeTile] = tilesOf(whole) as [Tile];
  const voters = wanted === 'auto' ? nativeVoters(size) : null;
  const looks = 1 + (voters?.tiles.length ?? 0);
  onProgress({ phase: 'look', done: 0, total: looks });
  const encoding = await store.encoding(work, imageId, whole, wholeTile);
  const prompt = await work.stages.prompt(encoding, null);
  const views = [encoding.modality];
  for (const tile of voters?.tiles ?? []) {
    onProgress({ phase: 'look', done: views.length, total: looks });
    const view = await store.encoding(work, imageId, (voters as Voters).plan, tile);
    views.push(view.modality);
  }
  const { modality, vote } = voteModality(views, wanted);
  const plan = planFor(modality, size, micronsPerPixel);
  const maps =
    plan.mode === 'whole'
      ? await segmentWhole(work, store, imageId, plan, wholeTile)
      : await segmentTiles(work, store, imageId, plan, onProgress);

  store.dropRefinements(imageId); // not before: a cancelled run changes nothing
  return {
    imageId,
    size,
    probability: maps.probability,
    core: maps.core,
    predictedIou: maps.predictedIou,
    modality: vote,
    familiarity: assessFamiliarity(medianDescriptor(maps.descriptors), stats),
    coarse: coarseMask(prompt),
    mode: plan.mode,
    scale: plan.scale,
    scaleReason: plan.scaleReason,
    tiles: maps.descriptors.length,
    modelVersion: contract.weights.version,
    engine: engine.engine,
    threads: engine.threads,
    times: work.times(),
  };
}

interface Voters {
  readonly plan: Plan;
  readonly tiles: readonly Tile[];
}

/**
 * Tiles that help to tell the modality: in a large squashed slide there is nothing left to
 * recognise.
 */
function nativeVoters(size: Size): Voters | null {
  const { aboveSidePx, tiles } = contract.votes;
  if (Math.max(size.width, size.height) <= aboveSidePx) return null;
  const plan = tiledPlan(size, NATIVE_SCALE);
  return { plan, tiles: votingTiles(plan.grid, tiles) };
}

async function segmentWhole(
  work: Work,
  store: TileStore,
  imageId: string,
  plan: Plan,
  tile: Tile,
): Promise<Maps> {
  const { masks, iou, descriptor } = await store.automatic(work, imageId, plan, tile);
  const maps = work.blend(() => stretchMaps(masks, plan.image));
  return { ...maps, predictedIou: iou, descriptors: [descriptor] };
}

/** Object and core logits of a squashed image as probabilities at its own size. */
export function stretchMaps(
  masks: Float32Array,
  image: Size,
): { probability: Uint8Array; core: Uint8Array } {
  const half = contract.side / 2;
  const from = { width: half, height: half };
  return {
    probability: stretchToProbability(masks.subarray(0, half * half), from, image),
    core: stretchToProbability(masks.subarray(half * half), from, image),
  };
}

async function segmentTiles(
  work: Work,
  store: TileStore,
  imageId: string,
  plan: Plan,
  onProgress: (progress: SegmentProgress) => void,
): Promise<Maps> {
  const blend = new TileBlend(
    plan.grid,
    plan.image,
    { x: 0, y: 0, ...plan.image },
    contract.tiling.ramp,
  );
  const total = blend.tiles.length;
  const scores: { iou: number; objectShare: number }[] = [];
  const descriptors: Float32Array[] = [];
  for (const tile of blend.tiles) {
    onProgress({ phase: 'tiles', done: scores.length, total });
    const { masks, iou, descriptor } = await store.automatic(work, imageId, plan, tile);
    work.blend(() => blend.add(masks));
    scores.push({ iou, objectShare: objectShare(masks) });
    descriptors.push(descriptor);
  }
  onProgress({ phase: 'tiles', done: total, total });
  const { probability, core } = blend;
  return { probability, core, predictedIou: meanIou(scores), descriptors };
}

function coarseMask({ coarse }: Prompt): Prediction['coarse'] {
  const { side } = contract.prior;
  return { width: side, height: side, data: Uint8Array.from(coarse, probabilityByte) };
}
