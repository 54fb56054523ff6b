import { wholeRect } from '@/core/geometry';
import type { Size } from '@/core/types';
import type { MaskRead, Reading } from '@/pixels/protocol';
import { editEnded } from '@/state/edit/open-edit';
import { replaceLabels } from '@/state/edit/replace';
import { keepLabels } from '@/state/image/labels';
import { arraysOf, setReference } from '@/state/image/layers';
import { notifyFailure } from '@/state/store/notify-failure';
import { selectReadyImage } from '@/state/store/selectors';
import { pixels } from '@/state/store/services';
import { imageById, setView, updateImage, updateMask, useStore } from '@/state/store/store';
import type { MaskQuestion } from '@/state/store/view-slice';
import { compareWithReference } from './compare';
import { askReading } from './mask-question';

/** The purpose of a loaded mask. */
export type MaskRole = MaskQuestion['role'];

/** Files of references loaded on this visit, by their labels: they can be read again. */
const filesOf = new WeakMap<Uint16Array, File>();

/**
 * Loads a mask as the reference to compare with, or as the reviewed mask to go on from (undoable). Asks
 * what the file means where it allows several readings; nothing changes when that is not answered.
 */
export async function loadMask(file: File, role: MaskRole): Promise<void> {
  const image = selectReadyImage(useStore.getState());
  const own = image ? arraysOf(image.id) : undefined;
  if (!image || !own) return;
  const objects = role === 'start' ? image.settings.objects : null;
  try {
    const first = await pixels().readMask(file, file.name, own.size, objects, null);
    const read = first.isCertain
      ? first
      : await asked(image.id, file, role, own.size, first.reading);
    if (!read || !arraysOf(image.id)) return;
    if (role === 'start') await startFrom(image.id, read.labels);
    else await takeReference(image.id, file, read);
  } catch (error) {
    notifyFailure(error, { message: 'notice.loadFailed', values: { file: file.name } });
  }
}

/** Whether the file of an image's reference is still at hand. */
export function canReadAgain(imageId: string): boolean {
  const reference = arraysOf(imageId)?.reference;
  return reference ? filesOf.has(reference) : false;
}

/** Asks what the file of an image's reference means, and reads it so. */
export async function readReferenceAgain(imageId: string): Promise<void> {
  const own = arraysOf(imageId);
  const file = own?.reference && filesOf.get(own.reference);
  if (!own || !file) return;
  const now = imageById(imageId)?.referenceReading ?? null;
  try {
    const read = await asked(imageId, file, 'reference', own.size, now);
    if (read && arraysOf(imageId)) await takeReference(imageId, file, read);
  } catch (error) {
    notifyFailure(error, { message: 'notice.loadFailed', values: { file: file.name } });
  }
}

/** The labels of the reading that the user chooses; `null` without a choice. */
async function asked(
  imageId: string,
  file: File,
  role: MaskRole,
  size: Size,
  now: Reading | null,
): Promise<MaskRead | null> {
  const choices = await pixels().listReadings(file, file.name, size);
  const chosen = await askReading({ imageId, file: file.name, role }, choices, now);
  const image = imageById(imageId);
  if (!chosen || !image) return null;
  const objects = role === 'start' ? image.settings.objects : null;
  return pixels().readMask(file, file.name, size, objects, chosen);
}

async function startFrom(imageId: string, labels: Uint16Array): Promise<void> {
  await editEnded(imageId);
  const own = arraysOf(imageId);
  if (!own) return;
  const decided = new Uint8Array(labels.length).fill(1);
  const change = (): Uint16Array => {
    keepLabels(imageId, labels);
    return labels;
  };
  replaceLabels(imageId, wholeRect(own.size), 'step.loadMask', change, decided);
}

async function takeReference(imageId: string, file: File, read: MaskRead): Promise<void> {
  const { labels, reading } = read;
  const areaPx = labels.reduce((sum, label) => sum + (label > 0 ? 1 : 0), 0);
  filesOf.set(labels, file);
  setReference(imageId, labels);
  updateMask(imageId, { hasReference: true });
  updateImage(imageId, { referenceReading: { ...reading, file: file.name, areaPx } });
  await compareWithReference(imageId);
  setView({ swipe: { left: 'reviewed', right: 'reference', at: 0.5 } });
}

/**
 * Removes the reference mask of an image. Not an undo step, because no pixel of the work changes.
 */
export function dropReference(imageId: string): void {
  setReference(imageId, null);
  updateMask(imageId, { hasReference: false, againstReference: null });
  updateImage(imageId, { referenceReading: null });
}
