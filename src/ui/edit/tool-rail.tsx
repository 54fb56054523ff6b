import { commands } from '@/state/commands/commands';
import { t } from '@/state/text/translate';
import { CommandIconButton } from '@/ui/commands/command-button';
import css from './tool-rail.module.css';

const tools = commands.filter(({ group }) => group === 'tool');

/** The tools of the command table. */
export function ToolRail() {
  if (tools.length === 0) return null;
  return (
    <div className={css.rail} role="toolbar" aria-label={t('tools.title')}>
      {tools.map((command) => (
        <CommandIconButton key={command.id} command={command} tip="right" />
      ))}
    </div>
  );
}
