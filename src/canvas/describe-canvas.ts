import type { MeasuredObjects } from '@/state/measure/measure-objects';
import { type ImageEntry, isReady, type ReadyImage } from '@/state/store/document-slice';
import { modalityOf } from '@/state/store/model-facts';
import { selectActiveImage } from '@/state/store/selectors';
import type { State } from '@/state/store/store';
import { t } from '@/state/text/translate';

/**
 * What the canvas shows, in one sentence for users who do not see it: how many objects of what
 * kind, their share of the image, whether any is cut off by its edge (once measured), which are
 * selected, the user's decision, and whether the model is working on it.
 */
export function describeCanvas(state: State, measured: MeasuredObjects | null): string {
  const image = selectActiveImage(state);
  if (!image) return t('canvas.empty');
  const { name, decision, mask } = image;
  if (!isReady(image) || !mask) return t(`canvas.${image.phase}`, { name });
  const isMeasured = measured?.imageId === image.id && measured.revision === mask.revision;
  const atBorder = isMeasured ? measured.table?.touchesBorder : null;
  return [
    describeMask(image),
    ...(atBorder && mask.reviewed.objectCount > 0 ? [describeBorder(atBorder)] : []),
    ...describeSelection(image, state.selection),
    ...(decision === 'open' ? [] : [t(`decision.${decision}`)]),
    ...(image.rerun || state.isRefining ? [t('canvas.atWork')] : []),
  ].join(', ');
}

function describeMask({ name, facts, mask }: ReadyImage): string {
  const { objectCount: count, areaPx } = mask.reviewed;
  const { width, height } = facts.size;
  if (count === 0) return t('canvas.noObject', { name });
  const share = (100 * areaPx) / (width * height);
  return t('canvas.objects', {
    name,
    count,
    noun: t(`objects.${modalityOf(mask.result.modality.name).noun}`, { count }),
    share: Math.round(share * 10) / 10,
  });
}

function describeSelection({ classes }: ImageEntry, selection: readonly number[]): string[] {
  const [label] = selection;
  if (label === undefined) return [];
  if (selection.length > 1) return [t('canvas.selected.some', { count: selection.length })];
  const className = classes[label];
  return [
    className === undefined
      ? t('canvas.selected.one', { label })
      : t('canvas.selected.classed', { label, className }),
  ];
}

function describeBorder(touchesBorder: Uint8Array): string {
  const touching = touchesBorder.reduce((sum, touches) => sum + touches, 0);
  const count = touchesBorder.length;
  if (touching === 0) return t('canvas.border.none', { count });
  return count === 1 ? t('canvas.border.one') : t('canvas.border.some', { touching });
}
