import { crop } from '@/core/crop';
import type { CleanUp } from '@/pixels/protocol';
import { notifyFailure } from '@/state/notify-failure';
import { arraysOf, showPreview } from '@/state/pixels';
import { selectReadyImage } from '@/state/selectors';
import { pixels } from '@/state/services';
import { imageById, useStore } from '@/state/store';
import { editEnded, replaceLabels } from './edit';

export type { CleanUp };

/** Previews are made one at a time; while one is made only the newest wish is kept. */
let wished: CleanUp | null = null;
let making: Promise<boolean> | null = null;

/** Runs one clean-up step on the reviewed mask, as one undoable step. */
export async function cleanUp(step: CleanUp): Promise<void> {
  const result = await run(step);
  endPreview();
  if (!result?.changed) return;
  const { imageId, labels, changed } = result;
  const own = arraysOf(imageId);
  if (!own) return;
  replaceLabels(imageId, changed, `cleanUp.${step.kind}`, () =>
    crop(labels, own.size.width, changed),
  );
}

/**
 * Shows what a step would do, without doing it. Cheap to call for every move of a slider.
 *
 * @returns whether the newest step asked for changes anything; `false` too once the preview has ended
 */
export function previewCleanUp(step: CleanUp): Promise<boolean> {
  wished = step;
  making ??= makePreviews();
  return making;
}

async function makePreviews(): Promise<boolean> {
  let shown: CleanUp | null = null;
  let isChange = false;
  while (wished && wished !== shown) {
    const step: CleanUp = wished;
    const result = await run(step);
    if (wished !== step) continue;
    showPreview(result);
    isChange = result?.changed != null;
    shown = step;
  }
  making = null;
  return wished !== null && isChange;
}

/** Shows the reviewed mask again. */
export function endPreview(): void {
  wished = null;
  showPreview(null);
}

async function run(step: CleanUp) {
  const image = selectReadyImage(useStore.getState());
  const own = image ? arraysOf(image.id) : undefined;
  if (!image || !own) return null;
  try {
    const { labels, changed } = await pixels().cleanUp(own.size, own.reviewed, step);
    await editEnded(image.id);
    const now = imageById(image.id);
    // Edited while the worker ran: its answer is about another mask.
    return now?.revision === image.revision ? { imageId: image.id, labels, changed } : null;
  } catch (error) {
    notifyFailure(error, { message: 'notice.editFailed', values: { file: image.name } });
    return null;
  }
}
