import type { ErrorName } from '@/core/errors';
import { waitingParts } from '@/state/image/kept-parts';
import { restingOf } from '@/state/image/layers';
import { wake } from '@/state/keep/rest';
import { fillImage } from '@/state/keep/show-kept';
import { openAgain } from '@/state/list/list-images';
import { segmentAgain } from '@/state/segment/segment';
import type { ImageEntry } from '@/state/store/document-slice';
import { imageById } from '@/state/store/store';

/** Failures caused by the file itself happen again each time. */
const FINAL: readonly (ErrorName | 'Unknown')[] = [
  'FileEmpty',
  'FileTruncated',
  'FileUnsupported',
  'FileDamaged',
  'ImageTooLarge',
  'ImageTooSmall',
];

/** Whether trying again may give this image a mask. */
export function mayTryAgain({ phase, failure }: ImageEntry): boolean {
  return phase === 'failed' && failure !== null && !FINAL.includes(failure.name);
}

/**
 * Repeats what failed for an image: opens its file, shows the kept work (its edits are nowhere
 * else), or runs the model.
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
