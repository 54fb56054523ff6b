import { t } from '@/state/messages/translate';
import { selectActiveImage } from '@/state/selectors';
import type { State } from '@/state/store';

/** What the canvas shows, in one sentence for those who do not see it. */
export function describeCanvas(state: State): string {
  const image = selectActiveImage(state);
  if (!image) return t('canvas.empty');
  const { name, facts, reviewed } = image;
  if (!facts || image.phase !== 'ready' || !reviewed) return t(`canvas.${image.phase}`, { name });
  const share = (100 * reviewed.areaPx) / (facts.size.width * facts.size.height);
  if (reviewed.objectCount === 0) return t('canvas.noObject', { name });
  return t('canvas.objects', {
    name,
    count: reviewed.objectCount,
    share: Math.round(share * 10) / 10,
  });
}
