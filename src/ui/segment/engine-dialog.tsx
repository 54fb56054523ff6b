import { otherEngine, retryEngine } from '@/state/app/start-app';
import type { EngineSlice } from '@/state/store/engine-slice';
import { useStore } from '@/state/store/store';
import { formatDuration } from '@/state/text/format-amount';
import { formatFixed } from '@/state/text/format-number';
import { t } from '@/state/text/translate';
import { Button } from '@/ui/widgets/button';
import { Dialog } from '@/ui/widgets/dialog';
import css from '@/ui/widgets/dialog-facts.module.css';
import { EngineCard } from './engine-card';
import { RefusedEngines } from './refused-engines';

/** What runs the model, how well it passed its self-test, and which engines were refused. */
export function EngineDialog({ onClose }: { onClose(): void }) {
  const info = useStore((state) => state.engineInfo);
  const isReady = useStore((state) => state.enginePhase === 'ready');
  return (
    <Dialog title={t('engine.title')} onClose={onClose}>
      <div className={css.about}>{isReady && info ? <Ready info={info} /> : <EngineCard />}</div>
    </Dialog>
  );
}

function Ready({ info }: { readonly info: NonNullable<EngineSlice['engineInfo']> }) {
  const other = otherEngine(info.engine);
  const { iou, ms } = info.selfTest;
  return (
    <>
      <dl>
        <dt>{t('engine.title')}</dt>
        <dd>{t(`engine.${info.engine}`)}</dd>
        {info.engine === 'wasm' ? (
          <>
            <dt>{t('engine.threads')}</dt>
            <dd>{info.threads}</dd>
          </>
        ) : null}
        {info.adapter ? (
          <>
            <dt>{t('engine.adapter')}</dt>
            <dd>{info.adapter}</dd>
          </>
        ) : null}
        <dt>{t('about.model')}</dt>
        <dd>{info.modelVersion}</dd>
        <dt>{t('engine.selfTest')}</dt>
        <dd>
          {t('engine.selfTestPassed', { iou: formatFixed(iou, 4), time: formatDuration(ms) })}
        </dd>
      </dl>
      <RefusedEngines />
      <Button onClick={() => retryEngine(other)}>
        {t('engine.useOther', { engine: t(`engine.${other}`) })}
      </Button>
    </>
  );
}
