import { eachRun, labelAreas, type Runs } from '@/core/labels/runs';
import type { Territory } from '@/core/objects/territory';
import { inOrder, newestOnly } from '@/core/queues';
import { MAX_LABEL } from '@/core/types';
import type { CleanUp } from '@/pixels/protocol';
import { unlessTakenBack } from '@/state/history/pending';
import { arraysOf, type ImageArrays, reviewedRuns, showPreview } from '@/state/image/layers';
import { type ImageEntry, isReady } from '@/state/store/document-slice';
import { nextTurn } from '@/state/store/next-turn';
import { notifyFailure } from '@/state/store/notify-failure';
import { selectReadyImage } from '@/state/store/selectors';
import { pixels } from '@/state/store/services';
import { imageById, useStore } from '@/state/store/store';
import { editEnded, finishOpenEdit, startEdit } from './open-edit';
import { giveTerritory, reachOf } from './territory';

export type { CleanUp };

/** The operation whose preview the user waits for or sees. */
let previewed: CleanUp | null = null;
const previewing = newestOnly((_: 'preview', operation: CleanUp) => preview(operation));

/** Steps run one after the other, each on the mask that the one before left. */
const enqueue = inOrder();

/** Does a clean-up of the active image's reviewed mask, as one step. */
export async function cleanUp(operation: CleanUp): Promise<void> {
  const image = selectReadyImage(useStore.getState());
  if (image) await enqueue(() => unlessItFails(image, cleanOne(image.id, operation)));
}

async function cleanOne(imageId: string, operation: CleanUp): Promise<void> {
  finishOpenEdit(imageId); // it is for all that is seen
  const clean = () => unlessTakenBack(imageId, run(imageId, operation, true));
  let result = await clean();
  while (result === 'overtaken') result = await clean();
  endPreview();
  if (result?.changes) await write(imageId, operation, result.changes, result.gone);
}

/** @returns `null` after a failure that the user was told about */
async function unlessItFails<T>({ name }: ImageEntry, work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    notifyFailure(error, { message: 'notice.editFailed', values: { file: name } });
    return null;
  }
}

/** Labels of objects that a change removes completely. */
function goneWith({ size, reviewed }: ImageArrays, objects: Runs, changes: Runs): number[] {
  const areaPx = labelAreas(objects, MAX_LABEL);
  const gone = new Set<number>();
  eachRun(changes, (y, start, end) => {
    for (let i = y * size.width + start; i < y * size.width + end; i++) {
      const label = reviewed[i] as number;
      if (label > 0 && --(areaPx[label] as number) === 0) gone.add(label);
    }
  });
  return [...gone];
}

/**
 * Writes first and makes an undo step after a pause: for thousands of objects each part takes time.
 */
async function write(
  imageId: string,
  operation: CleanUp,
  changes: Runs,
  gone: Territory | null,
): Promise<void> {
  const edit = startEdit(imageId, `cleanUp.${operation.kind}`);
  try {
    eachRun(changes, (y, start, end, label) => {
      edit.willChange({ x: start, y, width: end - start, height: 1 });
      edit.writeRow(y, start, end, label);
    });
    if (gone) giveTerritory(edit, gone, () => 0);
    await nextTurn();
    edit.finish();
  } finally {
    edit.cancel(); // only when it could not be finished
  }
}

/**
 * Shows what a clean-up would do, without doing it. Cheap to call for every move of a slider.
 *
 * @returns whether the newest one asked for changes anything; `false` too once the preview has ended
 */
export async function previewCleanUp(operation: CleanUp): Promise<boolean> {
  previewed = operation;
  return (await previewing.wish('preview', operation)) ?? false;
}

/** @returns whether it is still wanted and changes anything */
async function preview(operation: CleanUp): Promise<boolean> {
  const image = selectReadyImage(useStore.getState());
  const answer = image && (await unlessItFails(image, run(image.id, operation, false)));
  if (previewed !== operation) return false; // ended, or another is wanted by now
  const result = answer === 'overtaken' ? null : answer;
  const labels = result && labelsWith(result.changes, result.imageId);
  showPreview(labels && { imageId: result.imageId, labels });
  return result?.changes != null;
}

/** Shows the reviewed mask again. */
export function endPreview(): void {
  previewed = null;
  previewing.drop('preview');
  showPreview(null);
}

/** The reviewed labels with the changes; `null` once the image is closed. */
function labelsWith(changes: Runs | null, imageId: string): Uint16Array | null {
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
  /**
   * The pixels that removed objects could have at another threshold: none of them may come back.
   */
  readonly gone: Territory | null;
}

/** `overtaken`: the mask was changed while the worker ran; `null`: there is no mask. */
async function run(
  imageId: string,
  operation: CleanUp,
  isForGood: boolean,
): Promise<Cleaned | 'overtaken' | null> {
  const image = imageById(imageId);
  const own = arraysOf(imageId);
  if (!image || !isReady(image) || !own) return null;
  const objects = reviewedRuns(image.id, own);
  const changes = await pixels().cleanUp(own.size, objects, operation);
  const lost = changes && isForGood ? goneWith(own, objects, changes) : [];
  const gone = lost.length > 0 ? await reachOf(image, lost) : null;
  await editEnded(image.id);
  const now = imageById(image.id);
  return now?.mask?.revision === image.mask.revision ? { imageId, changes, gone } : 'overtaken';
}
