import { holdSession } from '@/io/library/session-lock';
import { unreadable } from '@/io/refusals';
import { listShared, readShared } from '@/offline/shared-files';
import { type HandedOver, removeHandedOver } from '@/state/store/address';
import { notifyFailure } from '@/state/store/notify-failure';
import { storesNothing } from '@/state/store/storage-slice';
import { notify, useStore } from '@/state/store/store';
import { openFiles } from './open-files';
import { openSample, SAMPLES } from './samples';

/** Only in browsers that let an installed app open files. */
interface LaunchQueue {
  setConsumer(consume: (launch: { readonly files: readonly FileSystemFileHandle[] }) => void): void;
}

/**
 * Opens what the system handed to the app: files opened with it, images shared with it (`?shared=`,
 * or `?shared-failed`), or the sample of a shortcut (`?sample=dermoscopy`).
 */
export async function openHandedOver(handedOver: HandedOver): Promise<void> {
  const { shared, hasSharedFailed, sample: sought } = handedOver;
  if ('launchQueue' in window) {
    (window.launchQueue as LaunchQueue).setConsumer(({ files }) => void openHandles(files));
  }
  await openAllShared(shared);
  const sample = SAMPLES.find(({ file }) => file.split('.')[0] === sought);
  if (hasSharedFailed) {
    const message = 'notice.sharedFailed';
    notify({ kind: 'error', message, values: {}, command: 'open' });
  }
  if (shared === null && !hasSharedFailed && sought === null) return;
  removeHandedOver();
  if (sample) await openSample(sample.path, sample.file);
}

/**
 * Opens the images shared with this page, and those of pages that ended before they were saved.
 *
 * @param own the page's share; where nothing is saved, others' shares are not opened
 */
async function openAllShared(own: string | null): Promise<void> {
  const { offlinePhase, storageMode } = useStore.getState();
  if (offlinePhase === 'unavailable') return; // no service worker, so that nothing can be shared
  const folder = new URL('./', document.baseURI).href;
  const isKept = storageMode === 'keep';
  const all = await listShared(folder);
  const ids = all.filter((id) => isKept || id === own);
  await Promise.all(ids.map((id) => openShared(folder, id)));
}

/** Opens the images of one share. They are deleted there as soon as they are saved here. */
async function openShared(folder: string, id: string): Promise<void> {
  const release = await holdSession(`shared-${id}`);
  if (!release) return; // another tab has opened them
  const { files, forget } = await readShared(folder, id);
  void openFiles(files).then(untilSaved).then(forget).finally(release);
}

/** Resolves when everything open is saved, or is not to be saved at all. */
function untilSaved(): Promise<void> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      const { saveState, storageMode } = useStore.getState();
      const isDone = saveState === 'saved' || storesNothing(storageMode);
      if (isDone) resolve();
      return isDone;
    };
    if (look()) return;
    const stop = useStore.subscribe(() => {
      if (look()) stop();
    });
  });
}

async function openHandles(handles: readonly FileSystemFileHandle[]): Promise<void> {
  const files = await Promise.all(handles.map(readHandle));
  await openFiles(files.filter((file) => file !== null));
}

/** `null`, and a notice, for a file that has been moved or deleted since. */
async function readHandle(handle: FileSystemFileHandle): Promise<File | null> {
  try {
    return await handle.getFile();
  } catch (error) {
    notifyFailure(unreadable(handle.name, error), { message: 'notice.failure' });
    return null;
  }
}
