import { inflateBytes } from '@/io/packed-maps';
import { dropTiles } from '@/state/display-tiles';
import { toFailure } from '@/state/failure';
import { arraysOf, putToRest, replaceAi, restingOf, setArrays } from '@/state/pixels';
import { engine, pixels } from '@/state/services';
import { useStore } from '@/state/store';
import { markSaved } from './autosave';
import { derive } from './derive';
import { packFinished } from './pack-arrays';

/** Images that stay ready to be looked at: the active one and the one before. */
const AWAKE = 2;

/** Ids in the order in which they were last active, newest first. */
let recent: string[] = [];

/**
 * Lets images that nobody looks at take little memory, so that a list of a thousand is as light as
 * one of two, and wakes them when they become active.
 *
 * @returns stops it
 */
export function startResting(): () => void {
  return useStore.subscribe((state, before) => {
    if (state.activeId !== before.activeId && state.activeId) {
      recent = [state.activeId, ...recent.filter((id) => id !== state.activeId)].slice(0, AWAKE);
      void wake(state.activeId);
    }
    if (state.images === before.images && state.activeId === before.activeId) return;
    for (const { id, phase } of state.images) {
      if (phase === 'ready' && !recent.includes(id) && arraysOf(id)) void rest(id);
    }
  });
}

const goingToRest = new Set<string>();

async function rest(id: string): Promise<void> {
  const { images } = useStore.getState();
  const image = images.find((entry) => entry.id === id);
  const own = arraysOf(id);
  const packed = image ? packFinished(image) : null;
  if (!own || !packed || goingToRest.has(id)) return;
  goingToRest.add(id);
  try {
    const maps = await packed.maps();
    const reference = await packed.reference();
    // Looked at again, or changed, while it was packed.
    if (recent.includes(id) || arraysOf(id) !== own) return;
    putToRest(id, { size: own.size, maps, reference, edits: own.edits });
    dropTiles(id);
    await pixels().release(id);
    await engine().forget(id);
  } finally {
    goingToRest.delete(id);
  }
}

/** Gives an image its arrays back: the maps as they were, the objects derived from them anew. */
async function wake(id: string): Promise<void> {
  const parts = restingOf(id);
  const image = useStore.getState().images.find((entry) => entry.id === id);
  if (!parts || !image) return;
  const { size, edits } = parts;
  const area = size.width * size.height;
  try {
    const maps = await inflateBytes(parts.maps, 2 * area);
    const labels = parts.reference ? await inflateBytes(parts.reference, 2 * area) : null;
    if (restingOf(id) !== parts) return; // woken or closed meanwhile
    const reference = labels ? new Uint16Array(labels.buffer) : null;
    markSaved(id, image.result, reference);
    const nothing = new Uint16Array(area);
    setArrays(id, {
      size,
      probability: maps.slice(0, area),
      core: maps.slice(area),
      ai: nothing,
      edits,
      reviewed: nothing,
      reference,
    });
    const derived = await derive(id, image.settings);
    await replaceAi(id, derived.labels);
  } catch (error) {
    useStore.getState().updateImage(id, {
      phase: 'failed',
      failure: toFailure(error, { file: image.name }),
    });
  }
}
