import { type Runs, runsOfLabels } from '@/core/labels/runs';
import { newestOnly } from '@/core/queues';
import type { Size } from '@/core/types';
import { arraysOf, reviewedRuns } from '@/state/image/layers';
import { nextTurn } from '@/state/store/next-turn';
import { pixels } from '@/state/store/services';
import { updateMask } from '@/state/store/store';

/** Runs of the references, computed once. */
const known = new WeakMap<Uint16Array, Runs>();
const comparing = newestOnly(compare);

/**
 * Measures the reviewed mask against the reference, if one is loaded. Skips masks that change
 * faster than they are measured.
 */
export function compareWithReference(imageId: string): Promise<void> {
  return comparing.wish(imageId);
}

async function compare(imageId: string): Promise<void> {
  if (!arraysOf(imageId)?.reference) return;
  await nextTurn(); // the mask is painted first
  const own = arraysOf(imageId);
  if (!own?.reference) return;
  const { size, reference } = own;
  const objects = reviewedRuns(imageId, own);
  const againstReference = await pixels().compare(size, objects, runsOf(size, reference));
  if (arraysOf(imageId)?.reference !== reference) return; // taken away meanwhile
  updateMask(imageId, { againstReference });
}

function runsOf(size: Size, reference: Uint16Array): Runs {
  const runs = known.get(reference) ?? runsOfLabels(size, reference);
  known.set(reference, runs);
  return runs;
}
