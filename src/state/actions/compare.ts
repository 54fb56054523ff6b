import { arraysOf } from '@/state/pixels';
import { pixels } from '@/state/services';
import { useStore } from '@/state/store';

/** Measures the reviewed mask against the reference, if one is loaded. */
export async function compareWithReference(imageId: string): Promise<void> {
  const own = arraysOf(imageId);
  if (!own?.reference) return;
  const againstReference = await pixels().compare(own.size, own.reviewed, own.reference);
  useStore.getState().updateImage(imageId, { againstReference });
}
