import { unpackLayers } from '@/core/labels/layers';
import { inflateBytes } from '@/io/library/packed-maps';
import { toFailure } from '@/state/failures/failure';
import { unfinishedOf } from '@/state/history/unfinished';
import { dropTiles } from '@/state/image/display-tiles';
import { arraysOf, composeArrays, putToRest, restingOf, setArrays } from '@/state/image/layers';
import { engine, pixels } from '@/state/store/services';
import { imageById, onImageChanged, updateImage, useStore } from '@/state/store/store';
import { markSaved } from './autosave';
import { packFinished, packLayer } from './pack-arrays';

/** Images that stay awake: the active one and the one before. */
const AWAKE = 2;

/** Ids in the order in which they were last active, newest first. */
let recent: string[] = [];

/**
 * Puts images that are not on screen to rest, so that a list of a thousand takes as little memory
 * as one of two. Wakes them when they become active.
 *
 * @returns stops it
 */
export function startResting(): () => void {
  const stops = [
    useStore.subscribe((state) => state.activeId, showRecent),
    onImageChanged((image) => {
      if (image) void rest(image.id);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function showRecent(activeId: string | null): void {
  if (!activeId) return;
  const before = recent;
  recent = [activeId, ...before.filter((id) => id !== activeId)].slice(0, AWAKE);
  void wake(activeId);
  for (const id of before) void rest(id);
}

/**
 * Not while the model runs on it again, because the new mask needs edits and reference. Not while
 * an edit waits for a worker.
 */
function mayRest(id: string): boolean {
  const image = imageById(id);
  const isFree = image?.phase === 'ready' && !image.rerun && unfinishedOf(id).length === 0;
  return isFree && !recent.includes(id) && arraysOf(id) !== undefined;
}

const goingToRest = new Set<string>();

/** Puts an image to rest as soon as it may: calls while it is being packed add nothing. */
async function rest(id: string): Promise<void> {
  if (goingToRest.has(id)) return;
  goingToRest.add(id);
  try {
    while (mayRest(id)) if (await packAway(id)) break;
  } finally {
    goingToRest.delete(id);
  }
}

/** @returns false when the image was changed while it was packed: that would be lost */
async function packAway(id: string): Promise<boolean> {
  const image = imageById(id);
  const own = arraysOf(id);
  const packed = image ? packFinished(image) : null;
  if (!own || !packed) return true;
  const maps = await packed.maps();
  const reference = await packed.reference();
  const edits = await packLayer(own.size, own.edits);
  const owners = await packLayer(own.size, own.owners);
  if (!maps || !mayRest(id)) return true; // looked at again, or closed
  if (arraysOf(id) !== own || imageById(id)?.mask?.revision !== image?.mask?.revision) return false;
  const { size, renumbering } = own;
  putToRest(id, { size, maps, renumbering, reference, edits, owners });
  dropTiles(id);
  await pixels().release(id);
  await engine().forget(id);
  return false; // it may have been looked at and left again meanwhile
}

/**
 * Restores an image's arrays: the maps from storage, the objects derived again. Until they are
 * complete, nobody can take, edit or save a wrong mask.
 */
export async function wake(id: string): Promise<void> {
  const parts = restingOf(id);
  const image = imageById(id);
  if (!parts || !image) return;
  const { size, renumbering } = parts;
  const area = size.width * size.height;
  updateImage(id, { phase: 'waking', failure: null });
  try {
    const both = await inflateBytes(parts.maps, 2 * area);
    const labels = parts.reference ? await inflateBytes(parts.reference, 2 * area) : null;
    const reference = labels ? new Uint16Array(labels.buffer) : null;
    const maps = { size, probability: both.slice(0, area), core: both.slice(area), renumbering };
    const { runs: aiRuns } = await pixels().adoptMaps(id, maps, image.settings, null);
    const own = await composeArrays({ ...maps, ...unpackLayers(size, parts), aiRuns, reference });
    if (restingOf(id) !== parts) return; // woken or closed meanwhile
    markSaved(id, image.mask?.result ?? null, reference);
    setArrays(id, own);
    updateImage(id, { phase: 'ready' });
  } catch (error) {
    if (restingOf(id) !== parts) return;
    updateImage(id, { phase: 'failed', failure: toFailure(error, { file: image.name }) });
  }
}
