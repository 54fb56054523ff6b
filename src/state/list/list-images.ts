import { inOrder } from '@/core/queues';
import type { PixelSpacing } from '@/core/types';
import type { ImageFacts } from '@/pixels/protocol';
import { toFailure } from '@/state/failures/failure';
import { forgetHistory } from '@/state/history/history';
import { unfinishedOf } from '@/state/history/unfinished';
import { dropTiles } from '@/state/image/display-tiles';
import { fileOf, forgetFile, keepFile } from '@/state/image/files';
import { dropWaitingParts } from '@/state/image/kept-parts';
import { FIRST_HAND_LABEL } from '@/state/image/labels';
import { dropArrays } from '@/state/image/layers';
import { cancelSegmentation, enqueue } from '@/state/segment/segment';
import { holdsWork, type ImageEntry } from '@/state/store/document-slice';
import { engine, pixels } from '@/state/store/services';
import { deriveSettings } from '@/state/store/settings';
import {
  addImages,
  imageById,
  removeImage,
  setActive,
  updateImage,
  useStore,
} from '@/state/store/store';
import { t } from '@/state/text/translate';
import { fitImage } from '@/state/view/view';

const THUMBNAIL_SIDE_PX = 96;

/** One file after the other: decoding two large images at once doubles the memory peak. */
const enqueueOpening = inOrder();

/** An image of which only the file is known. */
export function newEntry(id: string, file: File): ImageEntry {
  return {
    id,
    name: file.name,
    frame: 0,
    bytes: file.size,
    thumbnailUrl: null,
    facts: null,
    phase: 'opening',
    rerun: null,
    failure: null,
    mask: null,
    modality: 'auto',
    spacing: null,
    settings: deriveSettings('dermoscopy'), // until the model has said what it is
    window: null,
    clicks: [],
    nextLabel: FIRST_HAND_LABEL,
    classes: {},
    referenceReading: null,
    decision: 'open',
    note: '',
    canUndo: false,
    canRedo: false,
  };
}

/** One image of a file. */
export interface Picture {
  readonly file: File;
  /** Its index in the file, from 0 on. */
  readonly frame: number;
}

/** Lists the images at once, then decodes each and requests its mask. The first becomes active. */
export async function openPictures(pictures: readonly Picture[]): Promise<void> {
  const ids = pictures.map(({ file }) => {
    const id = crypto.randomUUID();
    keepFile(id, file);
    return id;
  });
  addImages(pictures.map(({ file, frame }, i) => ({ ...newEntry(ids[i] as string, file), frame })));
  const first = ids[0];
  if (first) setActive(first);
  await Promise.all(ids.map((id) => enqueueOpening(() => openOne(id))));
}

/** Decodes the file of a listed image again, after those that wait. */
export function openAgain(id: string): void {
  updateImage(id, { phase: 'opening', failure: null });
  void enqueueOpening(() => openOne(id));
}

async function openOne(id: string): Promise<void> {
  const file = fileOf(id);
  if (!file) return; // removed while it waited
  try {
    const decoded = await decodeFile(id, file);
    if (!decoded) return;
    const { facts } = decoded;
    updateImage(id, {
      ...decoded,
      window: facts.window,
      spacing: facts.spacing ?? findSpacing(id),
      phase: 'waiting',
    });
    if (useStore.getState().activeId === id) fitImage();
    enqueue(id);
  } catch (error) {
    updateImage(id, { phase: 'failed', failure: toFailure(error, { file: file.name }) });
  }
}

/** The file's facts and a preview; `null` when the image was closed meanwhile. */
export async function decodeFile(
  id: string,
  file: File,
): Promise<{ readonly facts: ImageFacts; readonly thumbnailUrl: string } | null> {
  const facts = await pixels().open(id, file, file.name, imageById(id)?.frame ?? 0);
  const preview = await pixels().thumbnail(id, THUMBNAIL_SIDE_PX);
  if (!fileOf(id)) {
    await pixels().close(id);
    return null;
  }
  return { facts, thumbnailUrl: URL.createObjectURL(preview) };
}

function findSpacing(id: string): PixelSpacing | null {
  return imageById(id)?.spacing ?? null;
}

/** Removes an image from the list, with everything kept for it. */
export function closeImage(id: string): void {
  for (const work of unfinishedOf(id)) work.cancel();
  cancelSegmentation(id);
  const image = imageById(id);
  if (image?.thumbnailUrl) URL.revokeObjectURL(image.thumbnailUrl);
  forgetFile(id);
  dropArrays(id);
  dropTiles(id);
  forgetHistory(id);
  dropWaitingParts(id);
  removeImage(id);
  void pixels().close(id);
  void engine().forget(id);
}

/** Like `closeImage`, but asks first when the user's work would be lost. */
export function askToClose(id: string): void {
  const image = imageById(id);
  if (!image) return;
  if (!holdsWork(image) || globalThis.confirm(t('confirm.close', { name: image.name })))
    closeImage(id);
}
