import type { CleanUp } from '@/pixels/protocol';
import { arraysOf } from '@/state/pixels';
import { selectReadyImage } from '@/state/selectors';
import { pixels } from '@/state/services';
import { useStore } from '@/state/store';
import { crop } from './areas';
import { replaceLabels } from './edit';

/** Runs one clean-up step on the reviewed mask, as one undoable step. */
export async function cleanUp(step: CleanUp): Promise<void> {
  const image = selectReadyImage(useStore.getState());
  const own = image ? arraysOf(image.id) : undefined;
  if (!image || !own) return;
  const { labels, changed } = await pixels().cleanUp(own.size, own.reviewed, step);
  const now = useStore.getState().images.find((entry) => entry.id === image.id);
  // The mask was edited while the worker ran: its answer is about another mask.
  if (!changed || now?.revision !== image.revision) return;
  replaceLabels(image.id, changed, crop(labels, own.size, changed), `cleanUp.${step.kind}`);
}
