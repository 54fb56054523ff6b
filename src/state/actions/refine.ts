import { wholeRect } from '@/core/geometry';
import { thresholdLevel } from '@/core/threshold';
import type { Click } from '@/core/types';
import type { ImageEntry } from '@/state/document-slice';
import { beginGesture, endGesture } from '@/state/gestures';
import type { MessageKey } from '@/state/messages/translate';
import { notifyFailure } from '@/state/notify-failure';
import { arraysOf } from '@/state/pixels';
import { selectReadyImage } from '@/state/selectors';
import { engine } from '@/state/services';
import { useStore } from '@/state/store';
import { mergeArea } from './areas';
import { commitStep, editEnded, replaceLabels } from './edit';
import { noteGestures } from './facts';

/** Clicks run one after the other: each starts from the mask that the one before made. */
let refining: Promise<void> = Promise.resolve();

/** Gives the model a hint and shows the mask it makes of it. */
export function addClick(click: Click): Promise<void> {
  return refineWith('step.click', (clicks) => [...clicks, click]);
}

/** Takes back one hint; the mask is made again from those that remain. */
export function removeClick(index: number): Promise<void> {
  return refineWith('step.clickRemoved', (clicks) => clicks.filter((_, i) => i !== index));
}

/** Forgets the hints without touching the mask. */
export function clearClicks(): void {
  const image = selectReadyImage(useStore.getState());
  if (!image || image.clicks.length === 0) return;
  const clicks = { before: image.clicks, after: [] };
  commitStep(image.id, { label: 'step.clicksCleared', patch: null, clicks });
}

/** Sends the reviewed mask through the CP-Encoder: the model draws its borders anew from it. */
export function refineFromMask(): Promise<void> {
  return refineWith('step.fromMask', (clicks) => clicks, true);
}

/** A refinement that waits or runs. Taken back or left alone by its image, it ends without a trace. */
interface Refinement {
  readonly imageId: string;
  isOpen: boolean;
  isRunning: boolean;
}

const underWay = new Set<Refinement>();

function begin(imageId: string): { refinement: Refinement; end: () => void } {
  const refinement = { imageId, isOpen: true, isRunning: false };
  const end = (): void => {
    if (!refinement.isOpen) return;
    refinement.isOpen = false;
    underWay.delete(refinement);
    endGesture(imageId, gesture);
    useStore.getState().setView({ isRefining: underWay.size > 0 });
    noteGestures(imageId);
  };
  const cancel = (): void => {
    end();
    if (refinement.isRunning) void engine().cancel(imageId);
  };
  const gesture = { settle: cancel, cancel };
  underWay.add(refinement);
  beginGesture(imageId, gesture);
  useStore.getState().setView({ isRefining: true });
  noteGestures(imageId);
  return { refinement, end };
}

function refineWith(
  label: MessageKey,
  change: (clicks: readonly Click[]) => readonly Click[],
  isWhole = false,
): Promise<void> {
  const image = selectReadyImage(useStore.getState());
  if (!image) return Promise.resolve();
  const { refinement, end } = begin(image.id);
  refining = refining.then(() => refineOne(refinement, label, change, isWhole)).finally(end);
  return refining;
}

async function refineOne(
  refinement: Refinement,
  label: MessageKey,
  change: (clicks: readonly Click[]) => readonly Click[],
  isWhole: boolean,
): Promise<void> {
  const { imageId } = refinement;
  await editEnded(imageId);
  const image = useStore.getState().images.find((entry) => entry.id === imageId);
  const own = arraysOf(imageId);
  if (!refinement.isOpen || !image?.result || !own) return;
  const clicks = change(image.clicks);
  const turn = { before: image.clicks, after: clicks };
  if (clicks.length === 0 && !isWhole) {
    return commitStep(imageId, { label, patch: null, clicks: turn });
  }
  try {
    refinement.isRunning = true;
    const rect = wholeRect(own.size);
    const patch = await engine().refine({
      imageId,
      size: own.size,
      modality: image.result.modality.name,
      micronsPerPixel: image.spacing ? image.spacing.xMm * 1000 : null,
      clicks: isWhole ? [] : clicks,
      prior: isWhole || image.editedPx > 0 ? { rect, mask: maskOf(own.reviewed) } : null,
    });
    await editEnded(imageId);
    if (!refinement.isOpen) return;
    replaceLabels(
      imageId,
      patch.rect,
      label,
      (before) => objectsOf(image, patch.rect, before, patch.probability),
      { clicks: turn },
    );
  } catch (error) {
    notifyFailure(error, { message: 'notice.refineFailed', values: { file: image.name } });
  } finally {
    refinement.isRunning = false;
  }
}

/** Labels for new probabilities: pixels that stay object keep their label, others join the nearest. */
function objectsOf(
  image: ImageEntry,
  rect: Parameters<typeof mergeArea>[1],
  before: Uint16Array,
  probability: Uint8Array,
): Uint16Array {
  const level = thresholdLevel(image.settings.threshold);
  const area = probability.map((p) => (p >= level ? 1 : 0));
  const kept = before.map((was, i) => (area[i] === 1 ? was : 0));
  return mergeArea(image, rect, kept, area);
}

function maskOf(labels: Uint16Array): Uint8Array {
  const mask = new Uint8Array(labels.length);
  for (let i = 0; i < labels.length; i++) mask[i] = labels[i] === 0 ? 0 : 1;
  return mask;
}
