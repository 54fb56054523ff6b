import { commandById } from '@/state/commands/commands';
import { describeFailure } from '@/state/failures/describe-failure';
import { retryOffline } from '@/state/offline/offline';
import { type State, useStore } from '@/state/store/store';
import { formatBytes } from '@/state/text/format-amount';
import { t } from '@/state/text/translate';
import { Button } from '@/ui/widgets/button';
import { Callout } from '@/ui/widgets/callout';
import css from './offline-status.module.css';

/** In the status bar: whether the app would start without a network. Opens the privacy dialog. */
export function OfflineItem() {
  const text = useStore(describeOffline);
  const phase = useStore((state) => state.offlinePhase);
  return (
    <button
      type="button"
      className={css.item}
      title={t('offline.hint')}
      onClick={() => void commandById('privacy').run()}
    >
      <span className={css.light} data-phase={phase} />
      <span role="status">{text}</span>
    </button>
  );
}

function describeOffline({ offlinePhase, offlineProgress }: State): string {
  if (offlinePhase !== 'storing' || !offlineProgress)
    return t(`offline.${phaseText(offlinePhase)}`);
  return t('offline.storing', {
    loaded: formatBytes(offlineProgress.loadedBytes),
    total: formatBytes(offlineProgress.totalBytes),
  });
}

/** While the size is not known yet, storing counts as checking. */
function phaseText(phase: State['offlinePhase']): Exclude<State['offlinePhase'], 'storing'> {
  return phase === 'storing' ? 'starting' : phase;
}

/** In the status bar: a new version that waits. */
export function UpdateItem() {
  const update = useStore((state) => state.update);
  const command = commandById('update');
  const isEnabled = useStore((state) => command.enabled(state));
  if (update === 'none') return null;
  if (update === 'applying') return <span role="status">{t('update.applying')}</span>;
  const hint = isEnabled ? t(`update.${update}Hint`) : t('update.unsaved');
  return (
    <button
      type="button"
      className={css.update}
      title={hint}
      disabled={!isEnabled}
      onClick={() => void command.run()}
    >
      {t(`update.${update}`)}
    </button>
  );
}

/** What offline use means here, and what prevents it. */
export function OfflineSection() {
  const phase = useStore((state) => state.offlinePhase);
  const obstacle = useStore((state) => state.offlineObstacle);
  const failure = useStore((state) => state.offlineFailure);
  const text = useStore(describeOffline);
  if (phase === 'ready') {
    return (
      <Callout kind="info" title={text}>
        <p>{t('offline.readyHint')}</p>
      </Callout>
    );
  }
  if (phase === 'unavailable' && obstacle) {
    return (
      <Callout kind="warning" title={text}>
        <p>{t(`offline.obstacle.${obstacle}`)}</p>
      </Callout>
    );
  }
  if (phase !== 'failed' || !failure) return <p role="status">{text}</p>;
  const { sentence, next } = describeFailure(failure);
  return (
    <Callout kind="warning" title={text}>
      <p>{sentence}</p>
      <p>{next}</p>
      <code>{failure.name}</code>
      <Button onClick={() => void retryOffline()}>{t('action.tryAgain')}</Button>
    </Callout>
  );
}
