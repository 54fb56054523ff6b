import { ChevronUp, X } from 'lucide-react';
import { commandById } from '@/state/commands/commands';
import { describeFailure } from '@/state/failures/describe-failure';
import type { ImageEntry } from '@/state/store/document-slice';
import { selectActiveImage, selectActiveProgress } from '@/state/store/selectors';
import { setView, useStore } from '@/state/store/store';
import { formatBytes } from '@/state/text/format-amount';
import { formatNumber } from '@/state/text/format-number';
import { formatTitle } from '@/state/text/readable-formats';
import { t } from '@/state/text/translate';
import { CommandButton } from '@/ui/commands/command-button';
import { AdjustSection } from '@/ui/edit/adjust-section';
import { CleanUpSection } from '@/ui/edit/clean-up-section';
import { ClicksSection } from '@/ui/edit/clicks-section';
import { ObjectsSection } from '@/ui/measure/objects-section';
import { PixelSizeSection } from '@/ui/measure/pixel-size-section';
import { CompareSection } from '@/ui/review/compare-section';
import { ReviewBar } from '@/ui/review/review-bar';
import { describePhase, describeProgress, shareDone } from '@/ui/segment/describe-phase';
import { ModalitySection } from '@/ui/segment/modality-section';
import { ResultSummary } from '@/ui/segment/result-summary';
import { ViewSection } from '@/ui/view/view-section';
import { Callout } from '@/ui/widgets/callout';
import { FileName } from '@/ui/widgets/file-name';
import { IconButton } from '@/ui/widgets/icon-button';
import { ProgressBar } from '@/ui/widgets/progress-bar';
import css from './result-panel.module.css';

/** Everything about the active image. On a phone it is a sheet that its handle opens. */
export function ResultPanel() {
  const image = useStore(selectActiveImage);
  const progress = useStore(selectActiveProgress);
  const isOpen = useStore((state) => state.panel === 'result');
  if (!image) return null;
  return (
    <>
      <button
        type="button"
        className={css.handle}
        aria-expanded={isOpen}
        aria-controls="result-panel"
        onClick={() => setView({ panel: isOpen ? null : 'result' })}
      >
        <span className={css.handleName}>
          <FileName name={image.name} />
        </span>
        <span>{describePhase(image, progress)}</span>
        <ChevronUp size={16} aria-hidden="true" />
      </button>
      <aside
        id="result-panel"
        className={css.panel}
        data-open={isOpen}
        aria-label={t('result.title')}
      >
        <header className={css.head}>
          <div>
            <h2 title={image.name}>
              <FileName name={image.name} />
            </h2>
            <p>{describeFile(image)}</p>
            {image.facts?.notes?.map((note) => (
              <p key={note}>{t(`file.${note}`)}</p>
            ))}
          </div>
          <IconButton
            className={css.close}
            label={t('action.close')}
            icon={<X size={18} />}
            onClick={() => setView({ panel: null })}
          />
        </header>
        <div className={css.scroll}>
          <Body image={image} />
          {image.facts ? <ViewSection /> : null}
        </div>
        {hasMask(image) ? <ReviewBar image={image} /> : null}
      </aside>
    </>
  );
}

/** An image that wakes keeps its panel, which would flicker otherwise. */
function hasMask({ phase, mask }: ImageEntry): boolean {
  return mask !== null && (phase === 'ready' || phase === 'waking');
}

function Body({ image }: { readonly image: ImageEntry }) {
  if (hasMask(image))
    return (
      <>
        <ResultSummary />
        <ModalitySection />
        <PixelSizeSection />
        <AdjustSection />
        <ObjectsSection />
        <CleanUpSection />
        <ClicksSection />
        <CompareSection />
      </>
    );
  return (
    <div className={css.state}>
      <State image={image} />
    </div>
  );
}

/** The state of an image without a mask. */
function State({ image }: { readonly image: ImageEntry }) {
  const enginePhase = useStore((state) => state.enginePhase);
  const progress = useStore(selectActiveProgress);
  const text = describePhase(image, progress);
  switch (image.phase) {
    case 'failed':
      return (
        <Callout kind="error">
          <p>{image.failure ? describeFailure(image.failure).sentence : text}</p>
        </Callout>
      );
    case 'cancelled':
      return (
        <>
          <p>{t('result.cancelled')}</p>
          <CommandButton command={commandById('segment-again')} kind="primary" />
        </>
      );
    case 'segmenting': {
      const step = describeProgress(progress);
      return (
        <>
          <p>{step}</p>
          <ProgressBar label={step} share={shareDone(progress)} />
        </>
      );
    }
    case 'waiting':
      return <p>{enginePhase === 'ready' ? t('result.waiting') : t('result.waitingForEngine')}</p>;
    default:
      return <p>{text}</p>;
  }
}

/** Size, format and depth, as far as known. */
function describeFile({ facts, bytes }: ImageEntry): string {
  if (!facts) return formatBytes(bytes);
  const { size, format, channels, bits } = facts;
  return t('result.file', {
    width: formatNumber(size.width),
    height: formatNumber(size.height),
    format: formatTitle(format),
    depth: t(channels === 1 ? 'result.grey' : 'result.colour', { bits }),
    bytes: formatBytes(bytes),
  });
}
