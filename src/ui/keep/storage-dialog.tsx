import { useEffect, useState } from 'react';
import { saveSession } from '@/state/export/session-file';
import { reasonOf } from '@/state/failures/describe-failure';
import {
  goOnWithoutSaving,
  refreshUsage,
  retry,
  setKeeping,
  takeStock,
  USAGE_EVERY_MS,
} from '@/state/keep/storage';
import { pickSession } from '@/state/open/pick-files';
import { bytesLeft, isNearlyFull } from '@/state/store/storage-slice';
import { useStore } from '@/state/store/store';
import { formatBytes } from '@/state/text/format-amount';
import { t } from '@/state/text/translate';
import { Button } from '@/ui/widgets/button';
import { Callout } from '@/ui/widgets/callout';
import { Dialog } from '@/ui/widgets/dialog';
import { ProgressBar } from '@/ui/widgets/progress-bar';
import { Switch } from '@/ui/widgets/switch';
import { EraseSection } from './erase-section';
import { RestoreList } from './restore-card';
import css from './storage-dialog.module.css';

/** Where the work is, how safe it is, how much room is left, and how to delete it. */
export function StorageDialog({ onClose }: { onClose(): void }) {
  const mode = useStore((state) => state.storageMode);
  const hasImages = useStore((state) => state.order.length > 0);
  useEffect(() => {
    void takeStock();
    // Browsers report deletions some seconds late.
    const timer = setInterval(() => void refreshUsage(), USAGE_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <Dialog title={t('storage.title')} onClose={onClose}>
      <div className={css.storage}>
        <FailureChoice />
        <p>{t(mode === 'keep' ? 'storage.where' : `storage.${mode}`)}</p>
        {mode === 'stopped' ? (
          <div className={css.actions}>
            <Button onClick={() => void setKeeping(false)}>{t('storage.deleteSaved')}</Button>
          </div>
        ) : null}
        <Room />
        {mode === 'keep' ? <BrowserPromise /> : null}
        {mode === 'kiosk' ? null : <Keeping />}
        <Earlier />
        <div className={css.actions}>
          <Button disabled={!hasImages} onClick={() => void saveSession()}>
            {t('storage.saveFile')}
          </Button>
          <Button onClick={pickSession}>{t('storage.openFile')}</Button>
        </div>
        <EraseSection />
      </div>
    </Dialog>
  );
}

/** The choices when changes cannot be written. Changes wait in memory until one is chosen. */
function FailureChoice() {
  const failure = useStore((state) => state.saveFailure);
  const isFailed = useStore((state) => state.saveState === 'failed');
  const count = useStore((state) => state.waitingChanges);
  if (!isFailed || !failure) return null;
  const text = failure.name === 'StorageFull' ? 'storage.full' : 'storage.failed';
  return (
    <Callout kind="error">
      <p>{t(text, { count, reason: reasonOf(failure) })}</p>
      <div className={css.actions}>
        <Button kind="primary" onClick={() => void saveSession()}>
          {t('storage.saveFile')}
        </Button>
        <Button onClick={() => void retry()}>{t('storage.retry')}</Button>
        <Button onClick={() => void goOnWithoutSaving()}>{t('storage.giveUp')}</Button>
      </div>
    </Callout>
  );
}

function Room() {
  const usedBytes = useStore((state) => state.usedBytes);
  const quotaBytes = useStore((state) => state.quotaBytes);
  if (usedBytes === null || !quotaBytes) return <p>{t('storage.roomUnknown')}</p>;
  const left = formatBytes(bytesLeft({ usedBytes, quotaBytes }));
  const text = t('storage.room', { used: formatBytes(usedBytes), left });
  return (
    <div className={css.room}>
      <ProgressBar label={text} share={Math.min(1, usedBytes / quotaBytes)} />
      <p>{text}</p>
      {isNearlyFull({ usedBytes, quotaBytes }) ? (
        <Callout kind="warning">{t('storage.nearlyFull')}</Callout>
      ) : null}
    </div>
  );
}

/** The browser's own answer. */
function BrowserPromise() {
  const isPersisted = useStore((state) => state.isPersisted);
  if (isPersisted === null) return null;
  return <p>{t(isPersisted ? 'storage.persisted' : 'storage.notPersisted')}</p>;
}

function Keeping() {
  const isKept = useStore((state) => state.storageMode === 'keep');
  const [isBusy, setIsBusy] = useState(false);
  return (
    <div>
      <Switch
        label={t('storage.keep')}
        isOn={isKept}
        isDisabled={isBusy}
        onChange={(isOn) => {
          setIsBusy(true);
          void setKeeping(isOn).finally(() => setIsBusy(false));
        }}
      />
      <p className={css.hint}>{t(isKept ? 'storage.keepHint' : 'storage.keepAgainHint')}</p>
    </div>
  );
}

function Earlier() {
  const sessions = useStore((state) => state.restorable);
  if (sessions.length === 0) return null;
  return (
    <section>
      <h3>{t('storage.earlier')}</h3>
      <RestoreList sessions={sessions} />
    </section>
  );
}
