import type { MeasuredObjects } from '@/state/actions/measure-objects';
import { t } from '@/state/messages/translate';
import { modalityOf } from '@/state/model-facts';
import { selectActiveImage } from '@/state/selectors';
import type { State } from '@/state/store';

/**
 * What the canvas shows, in one sentence for those who do not see it: how many objects of what
 * kind, their share of the image, and once they are measured whether any is cut off by its edge.
 */
export function describeCanvas(state: State, measured: MeasuredObjects | null): string {
  const image = selectActiveImage(state);
  if (!image) return t('canvas.empty');
  const { name, facts, reviewed, result } = image;
  if (!facts || image.phase !== 'ready' || !reviewed) return t(`canvas.${image.phase}`, { name });
  const count = reviewed.objectCount;
  if (count === 0) return t('canvas.noObject', { name });
  const share = (100 * reviewed.areaPx) / (facts.size.width * facts.size.height);
  const sentence = t('canvas.objects', {
    name,
    count,
    noun: t(`objects.${result ? modalityOf(result.modality.name).noun : 'object'}`, { count }),
    share: Math.round(share * 10) / 10,
  });
  const isMeasured = measured?.imageId === image.id && measured.revision === image.revision;
  const atBorder = isMeasured ? measured.table?.touchesBorder : null;
  return atBorder ? `${sentence}, ${describeBorder(atBorder)}` : sentence;
}

function describeBorder(touchesBorder: Uint8Array): string {
  const touching = touchesBorder.reduce((sum, touches) => sum + touches, 0);
  const count = touchesBorder.length;
  if (touching === 0) return t('canvas.border.none', { count });
  return count === 1 ? t('canvas.border.one') : t('canvas.border.some', { touching });
}
