import { describeRefusal } from '@/state/failures/describe-failure';
import { useStore } from '@/state/store/store';
import { t } from '@/state/text/translate';
import css from './refused-engines.module.css';

/** Each engine that was tried and refused, with the reason. */
export function RefusedEngines() {
  const refused = useStore((state) => state.refusedEngines);
  const info = useStore((state) => (state.enginePhase === 'ready' ? state.engineInfo : null));
  return refused.map(({ engine, failure }) => (
    <p key={engine} className={css.refused}>
      <span>
        {t('engine.refused', {
          engine: t(`engine.${engine}`),
          reason: describeRefusal(failure),
        })}
      </span>{' '}
      {info ? <span>{t('engine.runsOn', { engine: t(`engine.${info.engine}`) })}</span> : null}
    </p>
  ));
}
