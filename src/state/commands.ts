import { appCommands, openCommand } from './commands/app-commands';
import { always, type Command, opens } from './commands/command';
import { editCommands } from './commands/edit-commands';
import { fileCommands } from './commands/file-commands';
import { maskCommands } from './commands/mask-commands';
import { offlineCommands } from './commands/offline-commands';
import { reviewCommands } from './commands/review-commands';
import { toolCommands } from './commands/tool-commands';
import { viewCommands } from './commands/view-commands';

export type { Command, CommandGroup } from './commands/command';

/** THE table of what a person can do. Toolbar, menus, shortcuts, palette and the help sheet read it. */
export const commands: readonly Command[] = [
  openCommand,
  ...fileCommands,
  ...toolCommands,
  ...editCommands,
  ...maskCommands,
  ...viewCommands,
  ...reviewCommands,
  ...appCommands,
  ...offlineCommands,
  {
    id: 'help',
    group: 'help',
    label: 'command.help',
    keys: ['?'],
    enabled: always,
    run: opens('help'),
  },
];

/** The row with this id; throws on a name that no row has. */
export function commandById(id: string): Command {
  const command = commands.find((row) => row.id === id);
  if (!command) throw new Error(`There is no command "${id}" in commands.ts`);
  return command;
}
