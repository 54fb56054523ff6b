import { exportActive } from '@/state/export/export-work';
import { askToClose } from '@/state/list/list-images';
import { pickMask } from '@/state/open/pick-files';
import { selectHasImage, selectHasMask } from '@/state/store/selectors';
import { onActive, rows } from './command';

export const fileCommands = rows([
  {
    id: 'export-mask',
    group: 'file',
    label: 'command.exportMask',
    keys: ['Mod+S'],
    enabled: selectHasMask,
    run: () => exportActive('mask'),
  },
  {
    id: 'export-labels',
    group: 'file',
    label: 'command.exportLabels',
    keys: ['Mod+Shift+S'],
    enabled: selectHasMask,
    run: () => exportActive('labels'),
  },
  {
    id: 'export-overlay',
    group: 'file',
    label: 'command.exportOverlay',
    keys: ['Mod+Shift+E'],
    enabled: selectHasMask,
    run: () => exportActive('overlay'),
  },
  {
    id: 'load-reference',
    group: 'file',
    label: 'command.loadReference',
    keys: ['Mod+Shift+O'],
    enabled: selectHasMask,
    run: () => pickMask('reference'),
  },
  {
    id: 'load-mask',
    group: 'file',
    label: 'command.loadMask',
    keys: ['Mod+Shift+L'],
    enabled: selectHasMask,
    run: () => pickMask('start'),
  },
  {
    id: 'close-image',
    group: 'file',
    label: 'command.closeImage',
    keys: ['Shift+Delete'],
    enabled: selectHasImage,
    run: onActive(askToClose),
  },
]);
