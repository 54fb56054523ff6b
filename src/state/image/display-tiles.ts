import { createEmitter } from '@/core/emitter';
import { isNamed } from '@/core/errors';
import type { IntensityWindow } from '@/core/types';
import { DISPLAY_TILE } from '@/pixels/protocol';
import { pixels } from '@/state/store/services';

export { DISPLAY_TILE };

/** Tiles kept for drawing; 1 MB each, several screens full. */
const KEPT_TILES = 192;

export interface TileAddress {
  readonly imageId: string;
  /** The level: the image halved this many times. */
  readonly level: number;
  readonly column: number;
  readonly row: number;
  readonly window: IntensityWindow | null;
}

const tiles = new Map<string, ImageBitmap | 'coming'>();
const arrived = createEmitter<[imageId: string]>();

/** Calls `listener` whenever a tile of an image has arrived. */
export const onTileArrived = arrived.on;

/** The tile if it is here. Otherwise requests it and returns `null`. */
export function displayTile(address: TileAddress): ImageBitmap | null {
  const key = keyOf(address);
  const tile = tiles.get(key);
  if (tile === undefined) {
    void fetchTile(key, address);
    return null;
  }
  if (tile === 'coming') return null;
  tiles.delete(key); // moved to the young end
  tiles.set(key, tile);
  return tile;
}

/** Frees the tiles of a closed image. */
export function dropTiles(imageId: string): void {
  for (const [key, tile] of tiles) {
    if (!key.startsWith(`${imageId}/`)) continue;
    if (tile !== 'coming') tile.close();
    tiles.delete(key);
  }
}

function keyOf({ imageId, level, column, row, window }: TileAddress): string {
  return `${imageId}/${level}/${column}/${row}/${window?.low ?? ''}-${window?.high ?? ''}`;
}

async function fetchTile(key: string, address: TileAddress): Promise<void> {
  const { imageId, level, column, row, window } = address;
  tiles.set(key, 'coming');
  try {
    const bitmap = await pixels().displayTile(imageId, level, column, row, window);
    if (!tiles.has(key)) return bitmap.close(); // the image was closed meanwhile
    tiles.set(key, bitmap);
    evict();
    arrived.emit(imageId);
  } catch (error) {
    tiles.delete(key);
    if (!isNamed(error, 'UnknownImage')) throw error; // closed while the request was on its way
  }
}

function evict(): void {
  for (const [key, tile] of tiles) {
    if (tiles.size <= KEPT_TILES) return;
    if (tile === 'coming') continue;
    tile.close();
    tiles.delete(key);
  }
}
