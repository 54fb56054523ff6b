import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { APP_VERSION } from '@/state/app/diagnostics';
import { commandById } from '@/state/commands/commands';
import { countedSince, sumTallies } from '@/state/store/offline-slice';
import { useStore } from '@/state/store/store';
import { formatNumber } from '@/state/text/format-number';
import { formatTime } from '@/state/text/format-time';
import { isMessageKey } from '@/state/text/spoken-language';
import { t } from '@/state/text/translate';
import { CommandButton } from '@/ui/commands/command-button';
import { Button } from '@/ui/widgets/button';
import { Dialog } from '@/ui/widgets/dialog';
import { OfflineSection } from './offline-status';
import css from './privacy-dialog.module.css';

/** What left this device (nothing), what was fetched, and how to check it. */
export function PrivacyDialog({ onClose }: { onClose(): void }) {
  const tallies = useStore((state) => state.tallies);
  const rows = sumTallies(tallies);
  const sentBytes = rows.reduce((sum, row) => sum + row.sentBytes, 0);
  return (
    <Dialog title={t('privacy.title')} onClose={onClose}>
      <div className={css.privacy}>
        <p className={css.sent}>
          <ShieldCheck size={20} aria-hidden="true" />
          {t('privacy.sent', { bytes: sentBytes })}
        </p>
        <p>{t('privacy.how')}</p>
        <OfflineSection />
        <Requests rows={rows} />
        <FlightCheck />
        <footer>
          <p>{t('privacy.diagnostics')}</p>
          <CommandButton command={commandById('diagnostics')} hasIcon={false} />
          <small>{t('privacy.version', { version: APP_VERSION })}</small>
        </footer>
      </div>
    </Dialog>
  );
}

function Requests({ rows }: { readonly rows: ReturnType<typeof sumTallies> }) {
  const counted = useStore((state) => state.requestsCounted);
  const since = useStore((state) => countedSince(state.tallies));
  if (counted === 'none') return <p>{t('privacy.notCounted')}</p>;
  if (since === null || rows.length === 0) return <p>{t('privacy.none')}</p>;
  const time = formatTime(since);
  const destinations = ['device', 'server', 'refused'] as const;
  return (
    <table>
      <caption>{t(counted === 'all' ? 'privacy.table' : 'privacy.tableLater', { time })}</caption>
      <thead>
        <tr>
          <th scope="col">{t('privacy.kind')}</th>
          {destinations.map((to) => (
            <th key={to} scope="col">
              {t(`privacy.${to}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.kind}>
            <th scope="row">{nameOfKind(row.kind)}</th>
            {destinations.map((to) => (
              <td key={to}>{formatNumber(row[to])}</td>
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('privacy.total')}</th>
          {destinations.map((to) => (
            <td key={to}>{formatNumber(rows.reduce((sum, row) => sum + row[to], 0))}</td>
          ))}
        </tr>
      </tfoot>
    </table>
  );
}

/** Browsers may name kinds that the catalogue does not know. */
function nameOfKind(kind: string): string {
  const key = `privacy.kind.${kind}`;
  return t(isMessageKey(key) ? key : 'privacy.kind.other');
}

function FlightCheck() {
  const [isOpen, setOpen] = useState(false);
  return (
    <section>
      <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t('privacy.check')}
      </Button>
      {isOpen ? (
        <ol>
          <li>{t('privacy.check.ready')}</li>
          <li>{t('privacy.check.flight')}</li>
          <li>{t('privacy.check.reload')}</li>
          <li>{t('privacy.check.works')}</li>
        </ol>
      ) : null}
    </section>
  );
}
