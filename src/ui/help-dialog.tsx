import { type CommandGroup, commands } from '@/state/commands';
import { t } from '@/state/messages/translate';
import { useStore } from '@/state/store';
import { formatChord, isMac } from './chords';
import css from './help-dialog.module.css';
import { Button } from './widgets/button';
import { Dialog } from './widgets/dialog';

const groups = [...new Set(commands.map(({ group }) => group))];

/** Every command with its keys, as the table has them. */
export function HelpDialog({ onClose }: { onClose(): void }) {
  const setView = useStore((state) => state.setView);
  return (
    <Dialog title={t('help.title')} width="wide" onClose={onClose}>
      <p className={css.lead}>{t('help.lead')}</p>
      <div className={css.groups}>
        {groups.map((group) => (
          <Group key={group} group={group} />
        ))}
      </div>
      <Button kind="quiet" onClick={() => setView({ dialog: 'about' })}>
        {t('command.about')}
      </Button>
    </Dialog>
  );
}

function Group({ group }: { readonly group: CommandGroup }) {
  const rows = commands.filter((command) => command.group === group && command.keys.length > 0);
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>{t(`group.${group}`)}</h3>
      <dl>
        {rows.map(({ id, label, keys }) => (
          <div key={id}>
            <dt>{t(label)}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{formatChord(key, isMac)}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
