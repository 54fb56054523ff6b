import { type Tile, type TileGrid, tileGrid, tilesMeeting } from '@/core/tiles/tiles';
import type { ImagePoint, Rect, Size } from '@/core/types';
import { contract, type Modality } from './contract';
import type { ScaleReason } from './protocol';

/** How an image is cut for the model. */
export interface Plan {
  readonly mode: 'whole' | 'tiled';
  /** The image's own size. */
  readonly image: Size;
  /** Where tiles lie in the scaled image. A whole image is one tile: itself, squashed. */
  readonly grid: TileGrid;
  /** Model pixels per image pixel; of the longer side if the whole image is squashed. */
  readonly scale: number;
  readonly scaleReason: ScaleReason;
  /** Names the grid. Equal plans of one image share cached results. */
  readonly key: string;
}

/** @param micronsPerPixel `null` when unknown */
export function planFor(modality: Modality, image: Size, micronsPerPixel: number | null): Plan {
  if (modality.mode === 'whole') return wholePlan(image);
  const known = modality.scaledByPixelSize ? micronsPerPixel : null;
  return tiledPlan(image, chooseScale(known));
}

/** The whole image squashed to one square. */
export function wholePlan(image: Size): Plan {
  const { side, tiling } = contract;
  return {
    mode: 'whole',
    image,
    grid: tileGrid({ width: side, height: side }, side, tiling.overlap),
    scale: 1,
    scaleReason: 'native',
    key: 'whole',
  };
}

export const NATIVE_SCALE = { scale: 1, scaleReason: 'native' } as const;

/** Tiles of the model's side over the image at `scale`. */
export function tiledPlan(
  image: Size,
  { scale, scaleReason }: Pick<Plan, 'scale' | 'scaleReason'>,
): Plan {
  const scaled = {
    width: Math.max(1, Math.round(image.width * scale)),
    height: Math.max(1, Math.round(image.height * scale)),
  };
  const { side, tiling } = contract;
  return {
    mode: 'tiled',
    image,
    grid: tileGrid(scaled, side, tiling.overlap),
    scale,
    scaleReason,
    key: `${scaled.width}x${scaled.height}`,
  };
}

/**
 * The scale that brings pixels of this size to the model's size, as far as the model can follow.
 */
export function chooseScale(micronsPerPixel: number | null): Pick<Plan, 'scale' | 'scaleReason'> {
  if (micronsPerPixel === null) return NATIVE_SCALE;
  const { micronsPerPixel: own, accepted, largestPlausibleMicronsPerPixel } = contract.scale;
  if (!(micronsPerPixel > 0) || micronsPerPixel > largestPlausibleMicronsPerPixel)
    return { scale: 1, scaleReason: 'implausible' };
  const wanted = micronsPerPixel / own;
  const scale = Math.min(accepted.max, Math.max(accepted.min, wanted));
  return { scale, scaleReason: scale === wanted ? 'pixel-size' : 'limited' };
}

/** Every tile of a plan, in reading order. */
export function tilesOf({ grid }: Plan): Tile[] {
  return tilesMeeting(grid, { x: 0, y: 0, ...grid.size });
}

/** A point of the image in the scaled picture that tiles lie in. */
export function toGrid({ image, grid }: Plan, at: ImagePoint): { x: number; y: number } {
  return {
    x: (at.x * grid.size.width) / image.width,
    y: (at.y * grid.size.height) / image.height,
  };
}

/** The tiles that hold a point of the image: more than one where they overlap. */
export function tilesAt(plan: Plan, at: ImagePoint): Tile[] {
  const { x, y } = toGrid(plan, at);
  const { side } = plan.grid;
  return tilesOf(plan).filter(
    (tile) => x >= tile.x && y >= tile.y && x < tile.x + side && y < tile.y + side,
  );
}

/** The pixels of the image that tiles have a part in. */
export function rectOfTiles({ image, grid }: Plan, tiles: readonly Tile[]): Rect {
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
