import type { MessageKey } from '@/state/text/translate';

/** A picture that ships with the app. */
export interface Sample {
  /** Where the page finds it. */
  readonly path: string;
  /** Name it gets in the list of images. */
  readonly file: string;
  readonly title: MessageKey;
}

/** One for each kind of picture that a visitor may know; credits are in samples/LICENSES.md. */
export const SAMPLES: readonly Sample[] = (
  [
    ['dermoscopy.jpg', 'modality.dermoscopy'],
    ['histology.jpg', 'modality.histology'],
    ['fluorescence.png', 'modality.fluorescence'],
  ] as const
).map(([file, title]) => ({ path: `${import.meta.env.BASE_URL}samples/${file}`, file, title }));
