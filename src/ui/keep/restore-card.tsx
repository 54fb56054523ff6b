import { ArchiveRestore } from 'lucide-react';
import { useState } from 'react';
import { discardSession, restoreSession } from '@/state/keep/restore-work';
import type { RestorableSession } from '@/state/store/storage-slice';
import { setStorage, useStore } from '@/state/store/store';
import { formatMoment } from '@/state/text/format-time';
import { t } from '@/state/text/translate';
import { Button } from '@/ui/widgets/button';
import css from './restore-card.module.css';

/** Offers the work of earlier visits that did not end with the images being closed. */
export function RestoreCard() {
  const sessions = useStore((state) => state.restorable);
  const isLater = useStore((state) => state.isRestoreLater);
  const whole = sessions.filter(({ isSetAside }) => !isSetAside);
  if (isLater || whole.length === 0) return null;
  return (
    <section className={css.card} aria-labelledby="restore-title">
      <header>
        <ArchiveRestore size={18} aria-hidden="true" />
        <h3 id="restore-title">{t('restore.title')}</h3>
        <Button kind="quiet" onClick={() => setStorage({ isRestoreLater: true })}>
          {t('restore.later')}
        </Button>
      </header>
      <RestoreList sessions={whole} />
    </section>
  );
}

/** One row for each earlier visit: restore it or delete it. */
export function RestoreList({ sessions }: { readonly sessions: readonly RestorableSession[] }) {
  return (
    <ul className={css.list}>
      {sessions.map((session) => (
        <RestoreRow key={session.sessionId} session={session} />
      ))}
    </ul>
  );
}

function RestoreRow({ session }: { readonly session: RestorableSession }) {
  const [isAsking, setIsAsking] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const { sessionId, changes, images, savedAt, isSetAside } = session;
  const run = (action: (id: string) => Promise<void>): void => {
    setIsBusy(true);
    void action(sessionId).finally(() => setIsBusy(false));
  };
  if (isAsking)
    return (
      <li>
        <p>{t('restore.discardSure', { changes, images })}</p>
        <Button disabled={isBusy} onClick={() => setIsAsking(false)}>
          {t('storage.cancel')}
        </Button>
        <Button disabled={isBusy} onClick={() => run(discardSession)}>
          {t('restore.discard')}
        </Button>
      </li>
    );
  return (
    <li data-session-id={sessionId} data-changes={changes}>
      <p>
        {t(isSetAside ? 'restore.setAside' : 'restore.savedAt', { time: formatMoment(savedAt) })}
      </p>
      <Button kind="quiet" disabled={isBusy} onClick={() => setIsAsking(true)}>
        {t('restore.discard')}
      </Button>
      <Button kind="primary" disabled={isBusy} onClick={() => run(restoreSession)}>
        {t(changes > 0 ? 'restore.changes' : 'restore.images', { changes, images })}
      </Button>
    </li>
  );
}
