import { useState } from 'react';
import { eraseEverything, type Remains } from '@/state/keep/storage';
import { t } from '@/state/text/translate';
import { Button } from '@/ui/widgets/button';
import { Callout } from '@/ui/widgets/callout';
import { Switch } from '@/ui/widgets/switch';
import css from './erase-section.module.css';

/** Deletes everything from this device after asking, then lists what remains. */
export function EraseSection() {
  const [isAsking, setIsAsking] = useState(false);
  const [remains, setRemains] = useState<Remains | null>(null);
  if (remains) return <Proof remains={remains} />;
  if (!isAsking)
    return (
      <div>
        <Button onClick={() => setIsAsking(true)}>{t('storage.erase')}</Button>
      </div>
    );
  return <Question onCancel={() => setIsAsking(false)} onErased={setRemains} />;
}

interface QuestionProps {
  onCancel(): void;
  onErased(remains: Remains): void;
}

function Question({ onCancel, onErased }: QuestionProps) {
  const [andApp, setAndApp] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const erase = (): void => {
    setIsBusy(true);
    void eraseEverything(andApp)
      .then((remains) => remains && onErased(remains))
      .finally(() => setIsBusy(false));
  };
  return (
    <Callout kind="warning" title={t('storage.erase')}>
      <p>{t('storage.eraseSure')}</p>
      <Switch label={t('storage.eraseApp')} isOn={andApp} onChange={setAndApp} />
      <div className={css.actions}>
        <Button disabled={isBusy} onClick={onCancel}>
          {t('storage.cancel')}
        </Button>
        <Button className={css.danger} disabled={isBusy} onClick={erase}>
          {t('storage.eraseNow')}
        </Button>
      </div>
    </Callout>
  );
}

/** What the browser still holds, looked up after erasing. */
function Proof({ remains }: { readonly remains: Remains }) {
  const caches = remains.caches.map(({ name, files }) => t('storage.cacheFiles', { name, files }));
  const rows = [
    ['storage.remainDatabases', remains.databases],
    ['storage.remainCaches', caches],
    ['storage.remainWorker', remains.hasWorker ? [t('storage.remainWorkerThere')] : []],
  ] as const;
  return (
    <Callout kind="info" title={t('storage.erased')}>
      <dl className={css.proof} data-testid="remains">
        {rows.map(([label, found]) => (
          <div key={label}>
            <dt>{t(label)}</dt>
            <dd>{found.length > 0 ? found.join('; ') : t('storage.nothing')}</dd>
          </div>
        ))}
      </dl>
    </Callout>
  );
}
