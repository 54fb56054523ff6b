import { isNamed, named } from '@/core/errors';
import { notifyFailure } from '@/state/store/notify-failure';
import type { MessageKey } from '@/state/text/translate';
import { openFiles } from './open-files';

/** An image that ships with the app. */
export interface Sample {
  /** Where the page finds it. */
  readonly path: string;
  /** Name it gets in the list of images. */
  readonly file: string;
  readonly title: MessageKey;
}

/** One for each modality that a visitor may know; credits are in samples/LICENSES.md. */
export const SAMPLES: readonly Sample[] = (
  [
    ['dermoscopy.jpg', 'modality.dermoscopy'],
    ['histology.jpg', 'modality.histology'],
    ['fluorescence.png', 'modality.fluorescence'],
  ] as const
).map(([file, title]) => ({ path: `${import.meta.env.BASE_URL}samples/${file}`, file, title }));

/** Opens a sample that ships with the app. */
export async function openSample(path: string, name: string): Promise<void> {
  try {
    await openFiles([new File([await fetchSample(path, name)], name)]);
  } catch (error) {
    notifyFailure(error, { message: 'notice.sampleFailed', values: { name } });
  }
}

async function fetchSample(path: string, name: string): Promise<Blob> {
  try {
    const response = await fetch(path);
    const { ok, status } = response;
    if (!ok) throw named('SampleMissing', `${path} answered ${status}`, { file: name, status });
    return await response.blob();
  } catch (error) {
    if (isNamed(error, 'SampleMissing')) throw error;
    throw named('SampleUnreachable', `${path} did not come: ${error}`, { file: name });
  }
}
