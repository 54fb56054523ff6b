import { newestOnly } from '@/core/queues';
import type { DeriveSettings } from '@/pixels/protocol';
import { amendStep, newestStep, pushStep, type Step } from '@/state/history/history';
import { derive } from '@/state/image/derive';
import { arraysOf, replaceAi } from '@/state/image/layers';
import { maskChanged } from '@/state/image/mask-changed';
import { selectReadyImage } from '@/state/store/selectors';
import { updateImage, updateMask, useStore } from '@/state/store/store';

/** The step of a slider that is still held: all of its moves are one undoable step. */
let held: Step | null = null;
const deriving = newestOnly(showDerived);

/**
 * Changes how probabilities become objects, without the model. Call it for every move of a slider.
 * `endAdjusting` closes the step.
 */
export function adjustSettings(change: Partial<DeriveSettings>): Promise<void> {
  const image = selectReadyImage(useStore.getState());
  if (!image) return Promise.resolve();
  const settings = { ...image.settings, ...change };
  // Another image, an undo or another edit in between has let go of it.
  const isHeld = held !== null && newestStep(image.id) === held;
  const before = (isHeld ? held?.settings?.before : undefined) ?? image.settings;
  held = { label: 'step.adjust', patch: null, settings: { before, after: settings } };
  if (isHeld) amendStep(image.id, held);
  else pushStep(image.id, held);
  return applySettings(image.id, settings);
}

/** The user let go: the next change is its own step. */
export function endAdjusting(): void {
  held = null;
}

/** Shows an image's labels under `settings`; used by undo and redo too. */
export function applySettings(imageId: string, settings: DeriveSettings): Promise<void> {
  updateImage(imageId, { settings });
  void maskChanged(imageId, 'changing');
  return deriving.wish(imageId, settings);
}

async function showDerived(imageId: string, settings: DeriveSettings): Promise<void> {
  if (!arraysOf(imageId)) return; // closed, or at rest: waking derives anew
  const derived = await derive(imageId, settings);
  replaceAi(imageId, derived.runs);
  const ai = { objectCount: derived.objectCount, areaPx: derived.areaPx };
  updateMask(imageId, { ai });
  void maskChanged(imageId, 'changed'); // the next contour does not wait for the numbers of this one
}
