import type { ImagePoint } from '@/core/types';
import { unlessTakenBack } from '@/state/history/pending';
import { arraysOf } from '@/state/image/layers';
import { pixels } from '@/state/store/services';
import { useStore } from '@/state/store/store';
import { activeMask, applyArea } from './area';
import { editEnded } from './open-edit';

/** Grows a region of similar colour from a point and adds or removes it. */
export async function fillFrom(at: ImagePoint, erases: boolean): Promise<void> {
  const { image } = activeMask();
  if (!image) return;
  const { tolerance } = useStore.getState();
  const grown = pixels().growRegion(image.id, at, tolerance);
  const region = await unlessTakenBack(image.id, grown);
  await editEnded(image.id);
  if (!region || !arraysOf(image.id)) return;
  applyArea(image, region.rect, region.mask, erases, 'step.fill');
}
