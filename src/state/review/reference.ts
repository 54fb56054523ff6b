import { wholeRect } from '@/core/geometry';
import { editEnded } from '@/state/edit/open-edit';
import { replaceLabels } from '@/state/edit/replace';
import { keepLabels } from '@/state/image/labels';
import { arraysOf, setReference } from '@/state/image/layers';
import { notifyFailure } from '@/state/store/notify-failure';
import { selectReadyImage } from '@/state/store/selectors';
import { pixels } from '@/state/store/services';
import { setView, updateMask, useStore } from '@/state/store/store';
import { compareWithReference } from './compare';

/** What a loaded mask is for. */
export type MaskRole = 'reference' | 'start';

/** Loads a mask as the reference to compare with, or as the reviewed mask to go on from (undoable). */
export async function loadMask(file: File, role: MaskRole): Promise<void> {
  const state = useStore.getState();
  const image = selectReadyImage(state);
  const own = image ? arraysOf(image.id) : undefined;
  if (!image || !own) return;
  try {
    const objects = role === 'start' ? image.settings.objects : null;
    const labels = await pixels().readLabels(file, file.name, own.size, objects);
    if (role === 'start') {
      await editEnded(image.id);
      const decided = new Uint8Array(labels.length).fill(1);
      const change = (): Uint16Array => {
        keepLabels(image.id, labels);
        return labels;
      };
      replaceLabels(image.id, wholeRect(own.size), 'step.loadMask', change, decided);
      return;
    }
    setReference(image.id, labels);
    updateMask(image.id, { hasReference: true });
    await compareWithReference(image.id);
    setView({ swipe: { left: 'reviewed', right: 'reference', at: 0.5 } });
  } catch (error) {
    notifyFailure(error, { message: 'notice.loadFailed', values: { file: file.name } });
  }
}

/** Takes the reference mask off an image; no step, since no pixel of the work changes. */
export function dropReference(imageId: string): void {
  setReference(imageId, null);
  updateMask(imageId, { hasReference: false, againstReference: null });
}
