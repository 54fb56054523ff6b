import { isNamed } from '@/core/errors';
import type { ModalityName } from '@/model/contract';
import type { Prediction } from '@/model/protocol';
import type { ImageEntry } from '@/state/document-slice';
import { toFailure } from '@/state/failure';
import { setPrediction } from '@/state/pixels';
import { engine, pixels } from '@/state/services';
import { useStore } from '@/state/store';
import { deriveSettings } from './settings';

/** Images that wait for a mask, oldest first. The active one goes first, then by age. */
const queue: string[] = [];
let running: string | null = null;

export function enqueue(id: string): void {
  if (!queue.includes(id)) queue.push(id);
  useStore.getState().updateImage(id, { phase: 'waiting', progress: null, failure: null });
  void runNext();
}

/** Takes an image out of the queue, or stops its run after the current tile. */
export function cancelSegmentation(id: string): void {
  const at = queue.indexOf(id);
  if (at >= 0) {
    queue.splice(at, 1);
    useStore.getState().updateImage(id, { phase: 'cancelled', progress: null });
  }
  if (running === id) void engine().cancel(id);
}

/** Runs the model again, with another modality or pixel size if given. Edits stay on top. */
export function segmentAgain(
  id: string,
  change: Partial<Pick<ImageEntry, 'modality' | 'spacing'>> = {},
): void {
  useStore.getState().updateImage(id, change);
  enqueue(id);
}

/** Called when the engine becomes ready, also again after a failure. */
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
  const { updateImage } = useStore.getState();
  const image = entryOf(id);
  if (!image?.facts) return;
  const { size } = image.facts;
  const startedAt = performance.now();
  updateImage(id, { phase: 'segmenting', progress: null });
  try {
    const prediction = await engine().segment(
      {
        imageId: id,
        size,
        modality: image.modality,
        micronsPerPixel: image.spacing ? image.spacing.xMm * 1000 : null,
      },
      (progress) => updateImage(id, { progress }),
    );
    if (!entryOf(id)) return; // closed meanwhile
    await showPrediction(id, prediction, startedAt);
  } catch (error) {
    if (!entryOf(id)) return;
    if (isNamed(error, 'Cancelled')) updateImage(id, { phase: 'cancelled', progress: null });
    else updateImage(id, { phase: 'failed', progress: null, failure: toFailure(error) });
  }
}

async function showPrediction(
  id: string,
  prediction: Prediction,
  startedAt: number,
): Promise<void> {
  const { probability, core, size, imageId: _, coarse: __, ...facts } = prediction;
  await pixels().setMaps(id, size, probability, core);
  const settings = settingsFor(id, prediction.modality.name);
  const derived = await pixels().derive(id, settings);
  const image = entryOf(id);
  if (!image) return;
  await setPrediction(id, { size, probability, core, ai: derived.labels });
  const counts = { objectCount: derived.objectCount, areaPx: derived.areaPx };
  useStore.getState().updateImage(id, {
    phase: 'ready',
    progress: null,
    failure: null,
    settings,
    result: { ...facts, elapsedMs: performance.now() - startedAt },
    ai: counts,
    reviewed: counts,
    editedPx: 0,
    revision: image.revision + 1,
  });
}

/** The modality's defaults, unless the person has already chosen for this modality. */
function settingsFor(id: string, modality: ModalityName): ImageEntry['settings'] {
  const image = entryOf(id);
  const isSame = image?.result?.modality.name === modality;
  return image && isSame ? image.settings : deriveSettings(modality);
}

function entryOf(id: string): ImageEntry | undefined {
  return useStore.getState().images.find((image) => image.id === id);
}
