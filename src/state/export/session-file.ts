import { type SavedImage, writeSessionFile } from '@/io/exports/session-file';
import { contract, MODEL_FILES } from '@/model/contract';
import { fileOf } from '@/state/image/files';
import { packState } from '@/state/keep/kept-state';
import { liveState } from '@/state/keep/live-state';
import { packFinished } from '@/state/keep/pack-arrays';
import type { ImageEntry } from '@/state/store/document-slice';
import { notifyFailure } from '@/state/store/notify-failure';
import { selectImages } from '@/state/store/selectors';
import { useStore } from '@/state/store/store';
import { download } from './export-image';
import { fileStamp } from './file-stamp';

declare const __APP_VERSION__: string; // written by the build

const SUFFIX = '.medfastsam.zip';

/** Downloads all open images with masks, edits, history and notes as one file; needs no storage. */
export async function saveSession(): Promise<void> {
  const images = selectImages(useStore.getState());
  try {
    const packed: SavedImage[] = [];
    for (const image of images) {
      const file = fileOf(image.id);
      if (file) packed.push(await pack(image, file));
    }
    const now = new Date();
    const info = {
      appVersion: __APP_VERSION__,
      modelVersion: contract.weights.version,
      modelHashes: Object.fromEntries(MODEL_FILES.map(({ file, sha256 }) => [file, sha256])),
      savedAt: now.toISOString(),
    };
    const name = `session-${fileStamp(now)}${SUFFIX}`;
    download(await writeSessionFile(info, packed), name);
  } catch (error) {
    notifyFailure(error, { message: 'notice.saveSessionFailed' });
  }
}

async function pack(image: ImageEntry, file: File): Promise<SavedImage> {
  const packed = packFinished(image);
  const state = liveState(image);
  return {
    name: image.name,
    modelVersion: state.prediction?.result.modelVersion ?? null,
    original: file,
    state: packState(state),
    maps: packed ? await packed.maps() : null,
    reference: packed ? await packed.reference() : null,
  };
}
