import { saveSession } from '@/state/export/session-file';
import { pickFiles, pickSession } from '@/state/open/pick-files';
import { selectHasImage } from '@/state/store/selectors';
import { setView, useStore } from '@/state/store/store';
import type { ViewSlice } from '@/state/store/view-slice';
import { always, type CommandRow, opens, rows } from './command';

/** The order of themes. */
const AFTER: Readonly<Record<ViewSlice['theme'], ViewSlice['theme']>> = {
  system: 'light',
  light: 'dark',
  dark: 'system',
};

export const openCommand: CommandRow<'open'> = {
  id: 'open',
  group: 'file',
  label: 'command.open',
  keys: ['Mod+O'],
  enabled: always,
  run: pickFiles,
};

export const appCommands = rows([
  {
    id: 'storage',
    group: 'file',
    label: 'command.storage',
    keys: ['Shift+W'],
    enabled: always,
    run: opens('storage'),
  },
  {
    id: 'save-session',
    group: 'file',
    label: 'command.saveSession',
    keys: ['Mod+Alt+S'],
    enabled: selectHasImage,
    run: saveSession,
  },
  {
    id: 'open-session',
    group: 'file',
    label: 'command.openSession',
    keys: ['Mod+Alt+O'],
    enabled: always,
    run: pickSession,
  },
  {
    id: 'palette',
    group: 'help',
    label: 'command.palette',
    keys: ['Mod+K'],
    enabled: always,
    run: opens('palette'),
  },
  {
    id: 'theme',
    group: 'view',
    label: 'command.theme',
    keys: ['Shift+T'],
    enabled: always,
    run: () => {
      const { theme } = useStore.getState();
      setView({ theme: AFTER[theme] });
    },
  },
  {
    id: 'engine',
    group: 'help',
    label: 'command.engine',
    keys: ['Shift+E'],
    enabled: always,
    run: opens('engine'),
  },
  {
    id: 'about',
    group: 'help',
    label: 'command.about',
    keys: ['Shift+I'],
    enabled: always,
    run: opens('about'),
  },
]);
