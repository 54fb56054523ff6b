import { cleanUp } from '@/state/edit/clean-up';
import {
  deleteSelected,
  mergeSelected,
  selectAllObjects,
  selectNextObject,
} from '@/state/edit/objects';
import { redo, undo } from '@/state/edit/undo';
import { selectCanRedo, selectCanUndo, selectHasMask } from '@/state/store/selectors';
import { setPenOnly, setRadius, setView, useStore } from '@/state/store/store';
import { rows } from './command';

const RADIUS_STEP = 1.25;

export const editCommands = rows([
  {
    id: 'undo',
    group: 'edit',
    label: 'command.undo',
    keys: ['Mod+Z'],
    repeats: true,
    enabled: selectCanUndo,
    run: undo,
  },
  {
    id: 'redo',
    group: 'edit',
    label: 'command.redo',
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    repeats: true,
    enabled: selectCanRedo,
    run: redo,
  },
  {
    id: 'radius-smaller',
    group: 'edit',
    label: 'command.radiusSmaller',
    keys: ['['],
    repeats: true,
    enabled: selectHasMask,
    run: () => changeRadius(1 / RADIUS_STEP),
  },
  {
    id: 'radius-larger',
    group: 'edit',
    label: 'command.radiusLarger',
    keys: [']'],
    repeats: true,
    enabled: selectHasMask,
    run: () => changeRadius(RADIUS_STEP),
  },
  {
    id: 'pen-only',
    group: 'edit',
    label: 'command.penOnly',
    keys: ['Shift+B'],
    enabled: selectHasMask,
    isOn: (state) => state.penOnly === true,
    run: () => {
      const { penOnly } = useStore.getState();
      setPenOnly(!penOnly);
    },
  },
  {
    id: 'delete-objects',
    group: 'object',
    label: 'command.deleteObjects',
    keys: ['Delete', 'Backspace'],
    enabled: (state) => state.selection.length > 0,
    run: deleteSelected,
  },
  {
    id: 'merge-objects',
    group: 'object',
    label: 'command.mergeObjects',
    keys: ['J'],
    enabled: (state) => state.selection.length > 1,
    run: mergeSelected,
  },
  {
    id: 'keep-selected',
    group: 'object',
    label: 'command.keepSelected',
    keys: ['Shift+O'],
    enabled: (state) => state.selection.length > 0,
    run: () => cleanUp({ kind: 'keep-only', labels: useStore.getState().selection }),
  },
  {
    id: 'select-all',
    group: 'object',
    label: 'command.selectAll',
    keys: ['Mod+A'],
    enabled: selectHasMask,
    run: selectAllObjects,
  },
  {
    id: 'select-next',
    group: 'object',
    label: 'command.selectNext',
    keys: ['N'],
    repeats: true,
    enabled: selectHasMask,
    run: () => selectNextObject(1),
  },
  {
    id: 'select-previous',
    group: 'object',
    label: 'command.selectPrevious',
    keys: ['P'],
    repeats: true,
    enabled: selectHasMask,
    run: () => selectNextObject(-1),
  },
  {
    id: 'select-none',
    group: 'object',
    label: 'command.selectNone',
    keys: ['Escape'],
    enabled: (state) => state.selection.length > 0,
    run: () => setView({ selection: [] }),
  },
]);

function changeRadius(factor: number): void {
  const { radiusPx } = useStore.getState();
  setRadius(radiusPx * factor);
}
