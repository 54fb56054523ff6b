import { type Runs, runsOfLabels } from '@/core/labels/runs';
import type { Size } from '@/core/types';
import { arraysOf, reviewedRuns } from '@/state/image/layers';
import { pixels } from '@/state/store/services';
import { useStore } from '@/state/store/store';

/** Images whose reviewed mask has changed since it was last measured. */
const stale = new Set<string>();
/** Runs of the references that were compared with. */
const known = new WeakMap<Uint16Array, Runs>();
let running: Promise<void> | null = null;

/**
 * Measures the reviewed mask against the reference, if one is loaded. Masks that change faster
 * than they are measured are skipped.
 */
export function compareWithReference(imageId: string): Promise<void> {
  stale.add(imageId);
  running ??= catchUp().finally(() => {
    running = null;
  });
  return running;
}

async function catchUp(): Promise<void> {
  for (const imageId of stale) {
    stale.delete(imageId);
    const own = arraysOf(imageId);
    if (!own?.reference) continue;
    const { size, reference } = own;
    const objects = reviewedRuns(imageId, own);
    const againstReference = await pixels().compare(size, objects, runsOf(size, reference));
    if (arraysOf(imageId)?.reference !== reference) continue; // taken away meanwhile
    useStore.getState().updateImage(imageId, { againstReference });
  }
}

function runsOf(size: Size, reference: Uint16Array): Runs {
  const runs = known.get(reference) ?? runsOfLabels(size, reference);
  known.set(reference, runs);
  return runs;
}
