import type { ErrorName } from '@/core/errors';
import type { ImageEntry } from '@/state/document-slice';
import { waitingParts } from '@/state/kept-parts';
import { restingOf } from '@/state/pixels';
import { imageById } from '@/state/store';
import { openAgain } from './open-images';
import { wake } from './rest';
import { segmentAgain } from './segment';
import { fillImage } from './show-kept';

/** What is wrong with a file itself is wrong with it each time. */
const FINAL: readonly (ErrorName | 'Unknown')[] = [
  'FileEmpty',
  'FileTruncated',
  'FileUnsupported',
  'FileDamaged',
  'ImageTooLarge',
  'ImageTooSmall',
];

/** Whether an image without a mask may get one when what failed is tried again. */
export function mayTryAgain({ phase, failure }: ImageEntry): boolean {
  return phase === 'failed' && failure !== null && !FINAL.includes(failure.name);
}

/**
 * Does again what failed for an image: opens its file, shows what was kept of it (its edits are
 * there and nowhere else), or runs the model.
 */
export function tryAgain(id: string): void {
  const image = imageById(id);
  if (!image || !mayTryAgain(image)) return;
  const parts = waitingParts(id);
  if (parts) void fillImage(parts);
  else if (restingOf(id)) void wake(id);
  else if (image.facts) segmentAgain(id);
  else openAgain(id);
}
