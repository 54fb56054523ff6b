import { canvasKeys } from '@/state/commands/canvas-keys';
import { formatChord, isMac } from '@/state/commands/chords';
import { type CommandGroup, commands } from '@/state/commands/commands';
import { setView } from '@/state/store/store';
import { t } from '@/state/text/translate';
import { Button } from '@/ui/widgets/button';
import { Dialog } from '@/ui/widgets/dialog';
import css from './help-dialog.module.css';

const groups = [...new Set(commands.map(({ group }) => group))];

/** Every command with its keys, and the keys of the canvas, from the tables. */
export function HelpDialog({ onClose }: { onClose(): void }) {
  return (
    <Dialog title={t('help.title')} width="wide" onClose={onClose}>
      <p className={css.lead}>{t('help.lead')}</p>
      <div className={css.groups}>
        {groups.map((group) => (
          <Group key={group} group={group} />
        ))}
        <section>
          <h3>{t('help.canvas')}</h3>
          <dl>
            {Object.entries(canvasKeys).map(([id, { label, keys }]) => (
              <Row key={id} name={t(label)} keys={keys} />
            ))}
          </dl>
        </section>
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
          <Row key={id} name={t(label)} keys={keys} />
        ))}
      </dl>
    </section>
  );
}

function Row({ name, keys }: { readonly name: string; readonly keys: readonly string[] }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {keys.map((key) => (
          <kbd key={key}>{formatChord(key, isMac)}</kbd>
        ))}
      </dd>
    </div>
  );
}
