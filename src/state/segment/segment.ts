import { isNamed } from '@/core/errors';
import type { ModalityName } from '@/model/contract';
import type { Prediction } from '@/model/protocol';
import { toFailure } from '@/state/failures/failure';
import { formerObjects } from '@/state/image/former-objects';
import { dropWaitingParts } from '@/state/image/kept-parts';
import { setPrediction } from '@/state/image/layers';
import { maskChanged } from '@/state/image/mask-changed';
import { type ImageEntry, untouchedMask } from '@/state/store/document-slice';
import { notifyFailure } from '@/state/store/notify-failure';
import { engine, pixels } from '@/state/store/services';
import { deriveSettings } from '@/state/store/settings';
import { imageById, notify, setProgress, updateImage, useStore } from '@/state/store/store';

/** A request to the model about an image. */
type Wish = Pick<ImageEntry, 'modality' | 'spacing'>;

/** Images that wait for a run. The active one goes first, then the oldest. */
const queue: string[] = [];
let running: string | null = null;

/** Requests the first mask of an image. */
export function enqueue(id: string): void {
  updateImage(id, { phase: 'waiting', failure: null });
  queueUp(id);
}

/**
 * Runs the model again, with another modality or pixel size if given. The present mask stays, and
 * can be edited and saved, until the new one replaces it under the edits. If the run is cancelled
 * or fails, the mask stays for good.
 */
export function segmentAgain(id: string, change: Partial<Wish> = {}): void {
  const image = imageById(id);
  if (!image) return;
  if (image.phase === 'ready') {
    const { modality, spacing } = image.rerun ?? image;
    updateImage(id, { rerun: { modality, spacing, ...change, isRunning: false } });
    queueUp(id);
  } else {
    updateImage(id, change);
    enqueue(id);
  }
}

/** Takes an image out of the queue, or stops its run after the current tile. */
export function cancelSegmentation(id: string): void {
  const at = queue.indexOf(id);
  if (at >= 0) queue.splice(at, 1);
  if (running === id) void engine().cancel(id, 'segment');
  if (running !== id && at >= 0) showCancelled(id);
}

function queueUp(id: string): void {
  if (!queue.includes(id)) queue.push(id);
  if (running === id) void engine().cancel(id, 'segment'); // its answer is not wanted any more
  void runNext();
}

/** Starts the next run. Called when the engine becomes ready, also after a failure. */
export async function runNext(): Promise<void> {
  if (running || useStore.getState().enginePhase !== 'ready') return;
  const { activeId } = useStore.getState();
  const at = Math.max(0, activeId ? queue.indexOf(activeId) : 0);
  const [id] = queue.splice(at, 1);
  if (!id) return;
  running = id;
  try {
    await segmentOne(id);
  } finally {
    running = null;
    void runNext();
  }
}

async function segmentOne(id: string): Promise<void> {
  const image = imageById(id);
  if (!image?.facts) return;
  const { size } = image.facts;
  const { modality, spacing } = image.rerun ?? image;
  const startedAt = performance.now();
  updateImage(id, {
    ...(image.rerun ? { rerun: { ...image.rerun, isRunning: true } } : { phase: 'segmenting' }),
  });
  try {
    const prediction = await engine().segment(
      {
        imageId: id,
        size,
        modality,
        micronsPerPixel: spacing ? spacing.xMm * 1000 : null,
      },
      (progress) => setProgress(id, progress),
    );
    if (!imageById(id)) return; // closed meanwhile
    await showPrediction(id, prediction, { modality, spacing }, startedAt);
  } catch (error) {
    if (queue.includes(id)) return; // asked for again: that run will tell how it went
    if (isNamed(error, 'Cancelled')) showCancelled(id);
    else showFailed(id, error);
  } finally {
    setProgress(id, null);
  }
}

function showCancelled(id: string): void {
  const image = imageById(id);
  if (!image) return; // closed, which cancels too
  if (!image.rerun) {
    updateImage(id, { phase: 'cancelled' });
    return;
  }
  updateImage(id, { rerun: null });
  const values = { file: image.name };
  notify({ kind: 'info', message: 'notice.rerunCancelled', values, command: null });
}

function showFailed(id: string, error: unknown): void {
  const image = imageById(id);
  if (!image) return;
  if (!image.rerun) {
    updateImage(id, { phase: 'failed', failure: toFailure(error) });
    return;
  }
  updateImage(id, { rerun: null });
  notifyFailure(error, { message: 'notice.rerunFailed', values: { file: image.name } });
}

async function showPrediction(
  id: string,
  prediction: Prediction,
  wish: Wish,
  startedAt: number,
): Promise<void> {
  const { probability, core, size, imageId: _, coarse: __, ...facts } = prediction;
  const settings = settingsFor(id, prediction.modality.name);
  const maps = { size, probability, core, renumbering: null };
  const derived = await pixels().adoptMaps(id, maps, settings, formerObjects(id));
  const image = imageById(id);
  if (!image) return;
  const { runs: aiRuns, renumbering } = derived;
  await setPrediction(id, { size, probability, core, renumbering, aiRuns });
  dropWaitingParts(id); // a restored image that could not be shown: its edits lie on this mask now
  const ai = { objectCount: derived.objectCount, areaPx: derived.areaPx };
  const result = { ...facts, elapsedMs: performance.now() - startedAt };
  updateImage(id, {
    ...wish,
    phase: 'ready',
    rerun: queue.includes(id) ? image.rerun : null,
    failure: null,
    settings,
    mask: { ...(image.mask ?? untouchedMask(result, ai)), result, ai },
  });
  void maskChanged(id, 'changed'); // edits lie on top
}

/** The modality's defaults, unless the user has already chosen settings for this modality. */
function settingsFor(id: string, modality: ModalityName): ImageEntry['settings'] {
  const image = imageById(id);
  const isSame = image?.mask?.result.modality.name === modality;
  return image && isSame ? image.settings : deriveSettings(modality);
}
