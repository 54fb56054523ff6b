import { selectHasImage, selectHasMask, selectSwipe } from '@/state/store/selectors';
import {
  changeOpacity,
  toggleDoubt,
  toggleMask,
  toggleStyle,
  toggleSwipe,
} from '@/state/view/look';
import { fitImage, lookFurther, zoomBy, zoomToPixels } from '@/state/view/view';
import { type CommandRow, rows } from './command';

const ZOOM_STEP = 1.5;
const OPACITY_STEP = 0.1;
const LOOK_SHARE = 0.25;

type Side = 'Left' | 'Right' | 'Up' | 'Down';

function look<To extends Side>(to: To, x: number, y: number): CommandRow<`look-${Lowercase<To>}`> {
  return {
    id: `look-${to.toLowerCase() as Lowercase<To>}`,
    group: 'view',
    label: `command.look${to}`,
    keys: [`Alt+Arrow${to}`],
    enabled: selectHasImage,
    run: () => lookFurther(x * LOOK_SHARE, y * LOOK_SHARE),
  };
}

export const viewCommands = rows([
  {
    id: 'toggle-mask',
    group: 'view',
    label: 'command.toggleMask',
    keys: ['M'],
    enabled: selectHasMask,
    isOn: (state) => state.isMaskVisible,
    run: toggleMask,
  },
  {
    id: 'toggle-style',
    group: 'view',
    label: 'command.toggleStyle',
    keys: ['O'],
    enabled: selectHasMask,
    run: toggleStyle,
  },
  {
    id: 'toggle-doubt',
    group: 'view',
    label: 'command.toggleDoubt',
    keys: ['U'],
    enabled: selectHasMask,
    isOn: (state) => state.doubtBand !== null,
    run: toggleDoubt,
  },
  {
    id: 'swipe',
    group: 'view',
    label: 'command.swipe',
    keys: ['S'],
    enabled: selectHasMask,
    isOn: (state) => selectSwipe(state) !== null,
    run: toggleSwipe,
  },
  {
    id: 'more-opaque',
    group: 'view',
    label: 'command.moreOpaque',
    keys: ['.'],
    repeats: true,
    enabled: selectHasMask,
    run: () => changeOpacity(OPACITY_STEP),
  },
  {
    id: 'less-opaque',
    group: 'view',
    label: 'command.lessOpaque',
    keys: [','],
    repeats: true,
    enabled: selectHasMask,
    run: () => changeOpacity(-OPACITY_STEP),
  },
  {
    id: 'fit',
    group: 'view',
    label: 'command.fit',
    keys: ['0'],
    enabled: selectHasImage,
    run: fitImage,
  },
  {
    id: 'zoom-pixels',
    group: 'view',
    label: 'command.zoomPixels',
    keys: ['1'],
    enabled: selectHasImage,
    run: () => zoomToPixels(globalThis.devicePixelRatio),
  },
  {
    id: 'zoom-in',
    group: 'view',
    label: 'command.zoomIn',
    keys: ['+', '='],
    repeats: true,
    enabled: selectHasImage,
    run: () => zoomBy(ZOOM_STEP),
  },
  {
    id: 'zoom-out',
    group: 'view',
    label: 'command.zoomOut',
    keys: ['-'],
    repeats: true,
    enabled: selectHasImage,
    run: () => zoomBy(1 / ZOOM_STEP),
  },
  look('Left', -1, 0),
  look('Right', 1, 0),
  look('Up', 0, -1),
  look('Down', 0, 1),
]);
