import { cleanUp } from '@/state/edit/clean-up';
import { backToAi } from '@/state/edit/replace';
import { clearClicks, refineFromMask } from '@/state/segment/refine';
import { segmentAgain } from '@/state/segment/segment';
import { stopModel } from '@/state/segment/stop-model';
import { selectActiveImage, selectHasMask, selectIsModelBusy } from '@/state/store/selectors';
import { onActive, rows } from './command';

/** The numbers of clean-up commands. The panel lets the user choose others. */
const DEFAULT_MIN_AREA_PX = 64;
const DEFAULT_RADIUS_PX = 3;

export const maskCommands = rows([
  {
    id: 'segment-again',
    group: 'mask',
    label: 'command.segmentAgain',
    keys: ['Shift+S'],
    enabled: (state) => selectActiveImage(state)?.facts != null && !selectIsModelBusy(state),
    run: onActive((id) => segmentAgain(id)),
  },
  {
    id: 'cancel',
    group: 'mask',
    label: 'command.cancel',
    keys: ['Mod+.'],
    enabled: selectIsModelBusy,
    run: onActive(stopModel),
  },
  {
    id: 'refine-from-mask',
    group: 'mask',
    label: 'command.refineFromMask',
    keys: ['Shift+C'],
    enabled: selectHasMask,
    run: refineFromMask,
  },
  {
    id: 'clear-clicks',
    group: 'mask',
    label: 'command.clearClicks',
    keys: ['Shift+Backspace'],
    enabled: (state) => (selectActiveImage(state)?.clicks.length ?? 0) > 0,
    run: clearClicks,
  },
  {
    id: 'back-to-ai',
    group: 'mask',
    label: 'command.backToAi',
    keys: ['Mod+Backspace'],
    enabled: (state) => (selectActiveImage(state)?.mask?.byHandPx ?? 0) > 0,
    run: onActive(backToAi),
  },
  {
    id: 'keep-largest',
    group: 'mask',
    label: 'command.keepLargest',
    keys: ['Shift+K'],
    enabled: selectHasMask,
    run: () => cleanUp({ kind: 'keep-largest' }),
  },
  {
    id: 'fill-holes',
    group: 'mask',
    label: 'command.fillHoles',
    keys: ['Shift+H'],
    enabled: selectHasMask,
    run: () => cleanUp({ kind: 'fill-holes' }),
  },
  {
    id: 'remove-small',
    group: 'mask',
    label: 'command.removeSmall',
    keys: ['Shift+R'],
    enabled: selectHasMask,
    run: () => cleanUp({ kind: 'remove-small', minAreaPx: DEFAULT_MIN_AREA_PX }),
  },
  {
    id: 'smooth',
    group: 'mask',
    label: 'command.smooth',
    keys: ['Shift+M'],
    enabled: selectHasMask,
    run: () => cleanUp({ kind: 'smooth', radiusPx: DEFAULT_RADIUS_PX }),
  },
  {
    id: 'grow',
    group: 'mask',
    label: 'command.grow',
    keys: ['Shift+G'],
    enabled: selectHasMask,
    run: () => cleanUp({ kind: 'grow', radiusPx: 1 }),
  },
  {
    id: 'shrink',
    group: 'mask',
    label: 'command.shrink',
    keys: ['Shift+X'],
    enabled: selectHasMask,
    run: () => cleanUp({ kind: 'shrink', radiusPx: 1 }),
  },
]);
