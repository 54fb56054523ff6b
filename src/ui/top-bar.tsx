import { Download } from 'lucide-react';
import { commandById, commands } from '@/state/commands';
import { t } from '@/state/messages/translate';
import { selectHasMask } from '@/state/selectors';
import { useStore } from '@/state/store';
import { Brand } from './brand';
import { CommandButton, CommandIconButton } from './command-button';
import css from './top-bar.module.css';
import { Button } from './widgets/button';

const history = commands.filter(({ id }) => id === 'undo' || id === 'redo');
const exportIds = commands.filter(({ id }) => id.startsWith('export-')).map(({ id }) => id);

export function TopBar() {
  return (
    <header className={css.bar}>
      <Brand />
      <CommandButton command={commandById('open')} />
      <div className={css.group} role="toolbar" aria-label={t('topBar.history')}>
        {history.map((command) => (
          <CommandIconButton key={command.id} command={command} />
        ))}
      </div>
      <div className={css.end}>
        <CommandIconButton command={commandById('palette')} />
        <CommandIconButton command={commandById('theme')} />
        <CommandIconButton command={commandById('help')} tip="below-end" />
        <ExportButton />
      </div>
    </header>
  );
}

/** Opens the menu of all exports below itself. */
function ExportButton() {
  const canExport = useStore(selectHasMask);
  const setView = useStore((state) => state.setView);
  return (
    <Button
      kind="primary"
      className={css.export}
      icon={<Download size={16} aria-hidden="true" />}
      aria-haspopup="menu"
      disabled={!canExport}
      onClick={(event) => {
        const { left, bottom } = event.currentTarget.getBoundingClientRect();
        setView({ contextMenu: { x: left, y: bottom + 4, commandIds: exportIds } });
      }}
    >
      {t('topBar.export')}
    </Button>
  );
}
