import { readSessionFile, type SessionImage, writeSessionFile } from '@/io/session-file';
import { contract, MODEL_FILES } from '@/model/contract';
import type { ImageEntry } from '@/state/document-slice';
import { fileOf } from '@/state/files';
import type { KeptParts } from '@/state/kept-parts';
import { packState, unpackState } from '@/state/kept-state';
import { notifyFailure } from '@/state/notify-failure';
import { useStore } from '@/state/store';
import { keepParts } from './autosave';
import { chooseFiles } from './choose-files';
import { download } from './export-work';
import { liveState } from './live-state';
import { openFiles } from './open-images';
import { packFinished } from './pack-arrays';
import { fillImage, listImage } from './show-kept';

declare const __APP_VERSION__: string; // written by the build

const SUFFIX = '.medfastsam.zip';

/** Downloads all open images with masks, edits, history and notes as one file; needs no storage. */
export async function saveSession(): Promise<void> {
  const { images } = useStore.getState();
  try {
    const packed: SessionImage[] = [];
    for (const image of images) {
      const file = fileOf(image.id);
      if (file) packed.push(await pack(image, file));
    }
    const savedAt = new Date().toISOString();
    const info = {
      appVersion: __APP_VERSION__,
      modelVersion: contract.weights.version,
      modelHashes: Object.fromEntries(MODEL_FILES.map(({ file, sha256 }) => [file, sha256])),
      savedAt,
    };
    const name = `session-${savedAt.slice(0, 16).replaceAll(':', '-')}${SUFFIX}`;
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

async function pack(image: ImageEntry, file: File): Promise<SessionImage> {
  const packed = packFinished(image);
  return {
    name: image.name,
    original: file,
    state: packState(liveState(image)),
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
