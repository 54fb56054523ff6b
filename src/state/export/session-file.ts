import {
  readSessionFile,
  type SavedImage,
  type SessionImage,
  writeSessionFile,
} from '@/io/exports/session-file';
import { contract, MODEL_FILES } from '@/model/contract';
import { fileOf } from '@/state/image/files';
import type { KeptParts } from '@/state/image/kept-parts';
import { keepParts } from '@/state/keep/autosave';
import { packState, unpackState } from '@/state/keep/kept-state';
import { liveState } from '@/state/keep/live-state';
import { packFinished } from '@/state/keep/pack-arrays';
import { fillImage, listImage } from '@/state/keep/show-kept';
import { chooseFiles } from '@/state/open/choose-files';
import { openFiles } from '@/state/open/open-images';
import type { ImageEntry } from '@/state/store/document-slice';
import { notifyFailure } from '@/state/store/notify-failure';
import { useStore } from '@/state/store/store';
import { download } from './export-work';
import { fileStamp } from './file-stamp';

declare const __APP_VERSION__: string; // written by the build

const SUFFIX = '.medfastsam.zip';

/** Downloads all open images with masks, edits, history and notes as one file; needs no storage. */
export async function saveSession(): Promise<void> {
  const { images } = useStore.getState();
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

/** Opens pictures and session files alike. */
export async function openPicturesAndSessions(files: readonly File[]): Promise<void> {
  const sessions = files.filter(isSession);
  const pictures = files.filter((file) => !isSession(file));
  if (pictures.length > 0) void openFiles(pictures);
  for (const file of sessions) await openSession(file);
}

/** Adds the images of a session file to those that are open; nothing of it when any part is wrong. */
export async function openSession(file: File): Promise<void> {
  try {
    const images = await readSessionFile(file, file.name);
    const parts = images.map(toParts);
    for (const part of parts) {
      keepParts(part);
      listImage(part);
    }
    const first = parts[0];
    if (first) useStore.getState().setActive(first.id);
    for (const part of parts) await fillImage(part); // one after the other: decoding needs memory
  } catch (error) {
    notifyFailure(error, { message: 'notice.sessionFailed', values: { file: file.name } });
  }
}

/** Asks the person for a session file. */
export async function pickSession(): Promise<void> {
  await openPicturesAndSessions(await chooseFiles('.zip'));
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

function toParts({ name, original, state, maps, reference }: SessionImage): KeptParts {
  return {
    id: crypto.randomUUID(),
    file: new File([original], name),
    state: unpackState(state),
    maps,
    reference,
  };
}

function isSession({ name }: File): boolean {
  return name.toLowerCase().endsWith('.zip');
}
