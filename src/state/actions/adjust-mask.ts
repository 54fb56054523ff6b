import type { DeriveSettings } from '@/pixels/protocol';
import { amendStep, pushStep } from '@/state/history';
import { replaceAi } from '@/state/pixels';
import { selectReadyImage } from '@/state/selectors';
import { useStore } from '@/state/store';
import { derive } from './derive';
import { countReviewed, noteHistory } from './facts';

/** The gesture under way: a slider that is still held makes one undoable step. */
let gesture: { readonly imageId: string; readonly before: DeriveSettings } | null = null;
/** Derivations run one at a time; while one runs only the newest wish is kept. */
let running: Promise<void> | null = null;
let wished: { readonly imageId: string; readonly settings: DeriveSettings } | null = null;

/**
 * Changes how probabilities become objects, without the model. Call it for every move of a
 * slider; `endAdjusting` closes the step.
 */
export function adjustSettings(change: Partial<DeriveSettings>): Promise<void> {
  const image = selectReadyImage(useStore.getState());
  if (!image) return Promise.resolve();
  const settings = { ...image.settings, ...change };
  const step = {
    label: 'step.adjust',
    patch: null,
    settings: { before: gesture?.before ?? image.settings, after: settings },
  } as const;
  if (gesture?.imageId === image.id) amendStep(image.id, step);
  else {
    gesture = { imageId: image.id, before: image.settings };
    pushStep(image.id, step);
  }
  return applySettings(image.id, settings);
}

/** The person let go: the next change is a step of its own. */
export function endAdjusting(): void {
  gesture = null;
}

/** Shows an image's labels under `settings`; used by undo and redo too. */
export function applySettings(imageId: string, settings: DeriveSettings): Promise<void> {
  useStore.getState().updateImage(imageId, { settings });
  noteHistory(imageId);
  wished = { imageId, settings };
  running ??= catchUp().finally(() => {
    running = null;
  });
  return running;
}

async function catchUp(): Promise<void> {
  while (wished) {
    const { imageId, settings } = wished;
    wished = null;
    const derived = await derive(imageId, settings);
    await replaceAi(imageId, derived.labels);
    const ai = { objectCount: derived.objectCount, areaPx: derived.areaPx };
    useStore.getState().updateImage(imageId, { ai });
    noteHistory(imageId); // the labels have changed only now
    await countReviewed(imageId);
  }
}
