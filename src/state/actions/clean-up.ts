import { eachRun, type Runs } from '@/core/runs';
import type { CleanUp } from '@/pixels/protocol';
import { notifyFailure } from '@/state/notify-failure';
import { arraysOf, reviewedRuns, showPreview } from '@/state/pixels';
import { selectReadyImage } from '@/state/selectors';
import { pixels } from '@/state/services';
import { imageById, useStore } from '@/state/store';
import { editEnded, finishOpenEdit, writeRuns } from './edit';

export type { CleanUp };

/** Previews are made one at a time; while one is made only the newest wish is kept. */
let wished: CleanUp | null = null;
let making: Promise<boolean> | null = null;

/** Steps are done one after the other, each on the mask that the one before left. */
let doing: Promise<void> = Promise.resolve();

/** Runs one clean-up step on the active image's reviewed mask, as one undoable step. */
export function cleanUp(step: CleanUp): Promise<void> {
  const imageId = selectReadyImage(useStore.getState())?.id;
  doing = doing.then(() => (imageId ? cleanOne(imageId, step) : undefined));
  return doing;
}

async function cleanOne(imageId: string, step: CleanUp): Promise<void> {
  finishOpenEdit(imageId); // the step is for all that is seen
  let result = await run(imageId, step);
  while (result === 'overtaken') result = await run(imageId, step);
  endPreview();
  if (result?.changes) writeRuns(result.imageId, result.changes, `cleanUp.${step.kind}`);
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
    const image = selectReadyImage(useStore.getState());
    const answer = image ? await run(image.id, step) : null;
    const result = answer === 'overtaken' ? null : answer;
    if (wished !== step) continue;
    const labels = result && previewed(result.imageId, result.changes);
    showPreview(labels && { imageId: result.imageId, labels });
    isChange = result?.changes != null;
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

/** The reviewed labels with the changes; `null` once the image is closed. */
function previewed(imageId: string, changes: Runs | null): Uint16Array | null {
  const own = arraysOf(imageId);
  if (!own) return null;
  const labels = own.reviewed.slice();
  if (changes) {
    eachRun(changes, (y, start, end, label) => {
      const row = y * own.size.width;
      labels.fill(label, row + start, row + end);
    });
  }
  return labels;
}

interface Cleaned {
  readonly imageId: string;
  readonly changes: Runs | null;
}

/** `overtaken`: the mask was changed while the worker ran; `null`: there is no mask, or it failed. */
async function run(imageId: string, step: CleanUp): Promise<Cleaned | 'overtaken' | null> {
  const image = imageById(imageId);
  const own = arraysOf(imageId);
  if (image?.phase !== 'ready' || !own) return null;
  try {
    const changes = await pixels().cleanUp(own.size, reviewedRuns(image.id, own), step);
    await editEnded(image.id);
    const now = imageById(image.id);
    return now?.revision === image.revision ? { imageId, changes } : 'overtaken';
  } catch (error) {
    notifyFailure(error, { message: 'notice.editFailed', values: { file: image.name } });
    return null;
  }
}
