import type { PixelSpacing, Size } from '@/core/types';
import { commandById } from '@/state/commands/commands';
import type { MaskFacts, ResultFacts } from '@/state/store/document-slice';
import { modalityOf, TRAINED_MICRONS_PER_PIXEL, WEIGHTS } from '@/state/store/model-facts';
import { selectActiveImage } from '@/state/store/selectors';
import { useStore } from '@/state/store/store';
import { formatArea } from '@/state/text/format-area';
import { formatFixed, formatNumber } from '@/state/text/format-number';
import { t } from '@/state/text/translate';
import { CommandButton } from '@/ui/commands/command-button';
import { Callout } from '@/ui/widgets/callout';
import { describeModel, isOfOtherModel } from './describe-model';
import css from './result-summary.module.css';
import { LOW_PREDICTED_IOU, resultWarnings } from './result-warnings';

/** What was found, how much of it, how sure the model is, and reasons not to trust it. */
export function ResultSummary() {
  const image = useStore(selectActiveImage);
  if (!image?.mask || !image.facts) return null;
  const { mask, facts, spacing, settings } = image;
  const { result, reviewed } = mask;
  const isEmpty = reviewed.objectCount === 0;
  return (
    <section className={css.summary} aria-label={t('result.title')}>
      {isEmpty ? (
        <Callout kind="warning" title={t('empty.title')}>
          <p>{t('empty.next', { threshold: settings.threshold })}</p>
        </Callout>
      ) : null}
      {resultWarnings(result).map((warning) => (
        <Callout key={warning} kind="warning">
          <p>{t(warning)}</p>
        </Callout>
      ))}
      <Figures mask={mask} size={facts.size} spacing={spacing} />
      <PredictedIou value={result.predictedIou} />
      <p className={css.run}>{describeRun(result, spacing)}</p>
      {isOfOtherModel(result) ? <OtherModel result={result} /> : null}
    </section>
  );
}

interface FiguresProps {
  readonly mask: MaskFacts;
  readonly size: Size;
  readonly spacing: PixelSpacing | null;
}

function Figures({ mask, size, spacing }: FiguresProps) {
  const { reviewed, result, editedPx } = mask;
  const { noun } = modalityOf(result.modality.name);
  const share = reviewed.areaPx / (size.width * size.height);
  const area = formatArea(reviewed.areaPx, spacing);
  return (
    <dl className={css.figures}>
      <div>
        <dt>{t(`objects.${noun}`, { count: reviewed.objectCount })}</dt>
        <dd data-testid="object-count">{formatNumber(reviewed.objectCount)}</dd>
      </div>
      <div>
        <dt>{t('result.share')}</dt>
        <dd>
          <span>{formatNumber(share * 100, 1)}</span>
          <small> %</small>
        </dd>
      </div>
      <div className={css.area}>
        <dt>{t('result.area')}</dt>
        <dd data-testid="mask-area">{t('area.px2', { area: reviewed.areaPx })}</dd>
        {area && spacing ? (
          <dd>{t('result.physical', { area, source: t(`spacing.${spacing.source}`) })}</dd>
        ) : null}
        {editedPx > 0 ? <dd>{t('result.edited', { area: editedPx })}</dd> : null}
      </div>
    </dl>
  );
}

/** Says that the mask is of other weights, and offers a run of those that are here. */
function OtherModel({ result }: { readonly result: ResultFacts }) {
  const values = { model: describeModel(result), current: WEIGHTS.version };
  return (
    <Callout kind="info">
      <p>{t('result.otherModel', values)}</p>
      <CommandButton command={commandById('segment-again')} />
    </Callout>
  );
}

function PredictedIou({ value }: { readonly value: number }) {
  return (
    <div className={css.iou} title={t('result.iouHint')}>
      <span>{t('result.iou')}</span>
      <meter
        min={0}
        max={1}
        low={LOW_PREDICTED_IOU}
        high={LOW_PREDICTED_IOU}
        optimum={1}
        value={value}
      />
      <output>{formatFixed(value, 2)}</output>
    </div>
  );
}

/** How the image was read, and why at that scale. */
function describeRun(result: ResultFacts, spacing: PixelSpacing | null): string {
  if (result.mode === 'whole') return t('result.whole');
  const tiles = t('result.tiles', { count: result.tiles });
  const { scaleReason, scale } = result;
  if (scaleReason === 'native' || !spacing) return tiles;
  const microns = formatNumber(spacing.xMm * 1000, 3);
  const own = formatNumber(TRAINED_MICRONS_PER_PIXEL, 3);
  const reason = t(`result.scale.${scaleReason}`, { scale: formatNumber(scale, 2), microns, own });
  return `${tiles} ${reason}`;
}
