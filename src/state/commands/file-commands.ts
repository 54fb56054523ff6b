import { exportActive } from '@/state/actions/export-work';
import { closeImage } from '@/state/actions/open-images';
import { selectHasImage, selectHasMask } from '@/state/selectors';
import { type Command, onActive } from './command';

export const fileCommands: readonly Command[] = [
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
    id: 'close-image',
    group: 'file',
    label: 'command.closeImage',
    keys: ['Shift+Delete'],
    enabled: selectHasImage,
    run: onActive(closeImage),
  },
];
