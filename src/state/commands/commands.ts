import { appCommands, openCommand } from './app-commands';
import { always, type CommandRow, opens, rows } from './command';
import { editCommands } from './edit-commands';
import { exportCommands } from './export-commands';
import { fileCommands } from './file-commands';
import { maskCommands } from './mask-commands';
import { offlineCommands } from './offline-commands';
import { reviewCommands } from './review-commands';
import { toolCommands } from './tool-commands';
import { viewCommands } from './view-commands';

export type { CommandGroup } from './command';

/** THE table of the user's actions. Toolbar, menus, shortcuts, palette and help read it. */
export const commands = rows([
  openCommand,
  ...exportCommands,
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
]);

export type CommandId = (typeof commands)[number]['id'];

export type Command = CommandRow<CommandId>;

/** The row with this id. */
export function commandById(id: CommandId): Command {
  const command = commands.find((row) => row.id === id);
  if (!command) throw new Error(`There is no command "${id}" in commands.ts`);
  return command;
}
