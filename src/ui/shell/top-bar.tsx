import { Download, Ellipsis } from 'lucide-react';
import { commandById, commands } from '@/state/commands/commands';
import { exportCommands } from '@/state/commands/export-commands';
import { selectHasMask } from '@/state/store/selectors';
import { useStore } from '@/state/store/store';
import { t } from '@/state/text/translate';
import { CommandButton, CommandIconButton } from '@/ui/commands/command-button';
import { openMenu } from '@/ui/commands/open-menu';
import { Button } from '@/ui/widgets/button';
import { IconButton } from '@/ui/widgets/icon-button';
import { Brand } from './brand';
import css from './top-bar.module.css';

const history = commands.filter(({ id }) => id === 'undo' || id === 'redo');
const app = (['palette', 'theme', 'help'] as const).map(commandById);
const moreIds = ['open', 'close-image', 'palette', 'theme', 'help', 'about'] as const;
export const exportIds = exportCommands.map(({ id }) => id);

export function TopBar() {
  const hasImages = useStore((state) => state.order.length > 0);
  return (
    <header className={css.bar}>
      <Brand />
      <div className={css.wide}>
        <CommandButton command={commandById('open')} />
      </div>
      {hasImages ? (
        <div className={css.group} role="toolbar" aria-label={t('topBar.history')}>
          {history.map((command) => (
            <CommandIconButton key={command.id} command={command} />
          ))}
        </div>
      ) : null}
      <div className={css.end}>
        <div className={css.wide}>
          {app.map((command) => (
            <CommandIconButton key={command.id} command={command} />
          ))}
        </div>
        <div className={css.narrow}>
          <MoreButton />
        </div>
        {hasImages ? <ExportButton /> : null}
      </div>
    </header>
  );
}

/** Replaces the buttons that a phone has no room for. */
function MoreButton() {
  return (
    <IconButton
      label={t('topBar.more')}
      icon={<Ellipsis size={18} />}
      aria-haspopup="menu"
      onClick={(event) => openMenu(event, moreIds)}
    />
  );
}

/** Opens the menu of all exports. */
function ExportButton() {
  const canExport = useStore(selectHasMask);
  return (
    <Button
      kind="primary"
      className={css.export}
      icon={<Download size={16} aria-hidden="true" />}
      aria-haspopup="menu"
      disabled={!canExport}
      onClick={(event) => openMenu(event, exportIds)}
    >
      {t('topBar.export')}
    </Button>
  );
}
