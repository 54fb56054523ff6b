import { askToClose } from '@/state/list/list-images';
import { pickMask } from '@/state/open/pick-files';
import { selectHasImage, selectHasMask } from '@/state/store/selectors';
import { onActive, rows } from './command';

export const fileCommands = rows([
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
