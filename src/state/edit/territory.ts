import { isNamed } from '@/core/errors';
import type { Runs } from '@/core/labels/runs';
import { type Territory, territoryOf } from '@/core/objects/territory';
import { LOWEST_THRESHOLD } from '@/core/objects/threshold';
import { derive } from '@/state/image/derive';
import { arraysOf } from '@/state/image/layers';
import type { ImageEntry } from '@/state/store/document-slice';
import { type Edit, editEnded } from './open-edit';

/**
 * All pixels that are or could become part of some objects, once no stroke is open; `null` when
 * there are none.
 */
export async function reachOf(
  image: ImageEntry,
  labels: Iterable<number>,
): Promise<Territory | null> {
  const widest = await widestObjects(image);
  await editEnded(image.id);
  const own = arraysOf(image.id);
  return own ? territoryOf(own, widest, labels) : null;
}

/**
 * The AI's objects at their largest under any settings. Components grow into each other, so their
 * basins count. `null` if there are too many.
 */
async function widestObjects({ id, settings }: ImageEntry): Promise<Runs | null> {
  const objects = settings.objects === 'region' ? 'region' : 'instances';
  const lowest = {
    ...settings,
    objects,
    threshold: LOWEST_THRESHOLD,
    keepLargest: false,
    fillHoles: true,
    // A component can be of many basins that would be too small by themselves.
    minAreaPx: settings.objects === 'components' ? 0 : settings.minAreaPx,
  } as const;
  try {
    return (await derive(id, lowest)).runs;
  } catch (error) {
    if (isNamed(error, 'TooManyObjects')) return null; // noise: so low nobody can go here
    throw error;
  }
}

/** Gives each pixel of a territory to the object that `ownerAt` returns for its index; 0 = none. */
export function giveTerritory(
  edit: Edit,
  { rect, labels }: Territory,
  ownerAt: (i: number) => number,
): void {
  for (let y = 0; y < rect.height; y++) {
    const row = y * rect.width;
    const end = row + rect.width;
    for (let i = row; i < end; i++) {
      if (labels[i] === 0) continue;
      const first = i;
      const owner = ownerAt(i);
      while (i + 1 < end && labels[i + 1] !== 0 && ownerAt(i + 1) === owner) i++;
      edit.giveRow(rect.y + y, rect.x + first - row, rect.x + i + 1 - row, owner);
    }
  }
}
