import { imageById } from '@/state/store/store';
import { cancelRefinements } from './refinement';
import { cancelSegmentation } from './segment';

/**
 * Stops what the progress card names: the image's run or its place in the queue, else the clicks
 * that the model is still working on. Stopping one does not stop the other.
 */
export function stopModel(imageId: string): void {
  const image = imageById(imageId);
  if (!image) return;
  if (image.phase === 'ready' && !image.rerun) cancelRefinements(imageId);
  else cancelSegmentation(imageId);
}
