import { X } from 'lucide-react';
import { useEffect } from 'react';
import { commandById } from '@/state/commands/commands';
import { reasonOf } from '@/state/failures/describe-failure';
import { dismiss, useStore } from '@/state/store/store';
import type { Notice } from '@/state/store/view-slice';
import { t } from '@/state/text/translate';
import { CommandButton } from '@/ui/commands/command-button';
import { Callout } from '@/ui/widgets/callout';
import { IconButton } from '@/ui/widgets/icon-button';
import css from './notices.module.css';

/** Good news disappears by itself. Warnings and errors stay until they are dismissed. */
const INFO_MS = 8000;

export function Notices() {
  const notices = useStore((state) => state.notices);
  return (
    <section className={css.stack} aria-label={t('notices.title')}>
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </section>
  );
}

function NoticeCard({ notice }: { readonly notice: Notice }) {
  const { id, kind, failure } = notice;
  const command = notice.command && commandById(notice.command);

  useEffect(() => {
    if (kind !== 'info') return;
    const timer = setTimeout(() => dismiss(id), INFO_MS);
    return () => clearTimeout(timer);
  }, [id, kind]);

  return (
    <div className={css.notice} role={kind === 'info' ? 'status' : 'alert'}>
      <Callout kind={kind}>
        <p>
          {t(
            notice.message,
            failure ? { ...notice.values, reason: reasonOf(failure) } : notice.values,
          )}
        </p>
        {failure ? <code>{failure.name}</code> : null}
        {command ? <CommandButton command={command} kind="plain" hasIcon={false} /> : null}
      </Callout>
      <IconButton
        label={t('action.dismiss')}
        icon={<X size={14} />}
        tip="above"
        onClick={() => dismiss(id)}
      />
    </div>
  );
}
