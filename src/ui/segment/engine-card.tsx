import { otherEngine, retryEngine } from '@/state/app/start-app';
import { describeFailure } from '@/state/failures/describe-failure';
import type { EngineSlice } from '@/state/store/engine-slice';
import { useStore } from '@/state/store/store';
import { formatBytes } from '@/state/text/format-amount';
import { t } from '@/state/text/translate';
import { Button } from '@/ui/widgets/button';
import { Callout } from '@/ui/widgets/callout';
import { ProgressBar } from '@/ui/widgets/progress-bar';
import css from './engine-card.module.css';
import { RefusedEngines } from './refused-engines';

/** Progress of starting the engine, or why it failed. Hidden once the engine runs. */
export function EngineCard() {
  const phase = useStore((state) => state.enginePhase);
  if (phase === 'loading' || phase === 'restarting') return <Loading />;
  if (phase === 'failed') return <Failed />;
  return null;
}

function Loading() {
  const progress = useStore((state) => state.engineProgress);
  const isRestarting = useStore((state) => state.enginePhase === 'restarting');
  const text = isRestarting && !progress ? t('engine.restarting') : describeLoad(progress);
  const isDownload = progress?.phase === 'download' && progress.totalBytes > 0;
  return (
    <section className={css.card} role="status">
      <p className={css.title}>{text}</p>
      <ProgressBar
        label={text}
        share={isDownload ? progress.loadedBytes / progress.totalBytes : null}
      />
      <RefusedEngines />
    </section>
  );
}

/** The present step of loading. */
function describeLoad(progress: EngineSlice['engineProgress']): string {
  if (!progress) return t('engine.preparing');
  if (progress.phase !== 'download') return t(`engine.${progress.phase}`);
  return t('engine.download', {
    loaded: formatBytes(progress.loadedBytes),
    total: formatBytes(progress.totalBytes),
  });
}

function Failed() {
  const failure = useStore((state) => state.engineFailure);
  const tried = useStore(
    (state) => state.refusedEngines.at(-1)?.engine ?? state.engineInfo?.engine,
  );
  if (!failure) return null;
  const other = otherEngine(tried ?? 'webgpu');
  const { sentence, next } = describeFailure(failure);
  return (
    <section className={css.card} role="alert">
      <Callout kind="error" title={t('engine.failed')}>
        <p>{sentence}</p>
        <p>{next}</p>
      </Callout>
      <RefusedEngines />
      <footer>
        <code>{failure.name}</code>
        <Button onClick={() => retryEngine(other)}>
          {t('engine.useOther', { engine: t(`engine.${other}`) })}
        </Button>
        <Button kind="primary" onClick={() => retryEngine()}>
          {t('action.tryAgain')}
        </Button>
      </footer>
    </section>
  );
}
