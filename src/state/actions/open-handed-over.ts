import { takeSharedFiles } from '@/offline/shared-files';
import { SAMPLES } from '@/state/samples';
import { openFiles, openSample } from './open-images';

/** Only in browsers that let an installed app open files. */
interface LaunchQueue {
  setConsumer(consume: (launch: { readonly files: readonly FileSystemFileHandle[] }) => void): void;
}

/**
 * Opens what the system handed to the app: files opened with it, images shared with it
 * (`?shared=`), the sample of a shortcut (`?sample=dermoscopy`).
 */
export async function openHandedOver(query: URLSearchParams): Promise<void> {
  if ('launchQueue' in window) {
    (window.launchQueue as LaunchQueue).setConsumer(({ files }) => void openHandles(files));
  }
  const shared = query.get('shared');
  const sample = SAMPLES.find(({ file }) => file.split('.')[0] === query.get('sample'));
  if (!shared && !sample) return;
  const url = new URL(location.href);
  for (const name of ['shared', 'sample']) url.searchParams.delete(name);
  history.replaceState(history.state, '', url); // a reload must not do it again, but stay `?kiosk`
  if (shared) await openFiles(await takeSharedFiles(new URL('./', document.baseURI).href, shared));
  if (sample) await openSample(sample.path, sample.file);
}

async function openHandles(handles: readonly FileSystemFileHandle[]): Promise<void> {
  if (handles.length > 0) await openFiles(await Promise.all(handles.map((file) => file.getFile())));
}
