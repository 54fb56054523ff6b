import { countReviewed } from '@/state/image/counts';
import { onMaskChanged } from '@/state/image/mask-changed';
import { compareWithReference } from '@/state/review/compare';
import { reopen } from '@/state/review/review';

/**
 * Everything that follows a reviewed mask, in its order. Tables of objects follow the revision, which
 * the same signal raises: they are measured only while somebody looks.
 *
 * @returns stops it
 */
export function followMasks(): () => void {
  const stops = [
    onMaskChanged((imageId, change) => {
      if (change !== 'restored') reopen(imageId);
    }),
    onMaskChanged((imageId, change) => {
      if (change !== 'changing') return countReviewed(imageId);
    }),
    onMaskChanged((imageId, change) => {
      if (change !== 'changing') return compareWithReference(imageId);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
