import { copyDiagnostics } from '@/state/app/diagnostics';
import { applyUpdate } from '@/state/offline/offline';
import { selectIsSafeToReload } from '@/state/store/offline-slice';
import { always, opens, rows } from './command';

export const offlineCommands = rows([
  {
    id: 'privacy',
    group: 'help',
    label: 'command.privacy',
    keys: ['Shift+P'],
    enabled: always,
    run: opens('privacy'),
  },
  {
    id: 'diagnostics',
    group: 'help',
    label: 'command.diagnostics',
    keys: ['Shift+D'],
    enabled: always,
    run: copyDiagnostics,
  },
  {
    id: 'update',
    group: 'help',
    label: 'command.update',
    keys: ['Shift+U'],
    enabled: (state) =>
      (state.update === 'ready' || state.update === 'replaced') &&
      (selectIsSafeToReload(state) || state.saveState === 'saving'),
    run: applyUpdate,
  },
]);
