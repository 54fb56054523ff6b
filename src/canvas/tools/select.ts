import { selectObjectAt } from '@/state/edit/objects';
import { labelAt } from '@/state/image/labels';
import { setView, useStore } from '@/state/store/store';
import { tapTool } from './tap-tool';

/** A click selects the object, Shift adds to the selection, hovering highlights. */
export const select = tapTool(
  ({ at, shift }) => selectObjectAt(at, shift),
  ({ at }) => {
    const { activeId, hoveredLabel } = useStore.getState();
    const label = activeId ? labelAt(activeId, at) : 0;
    if (label !== hoveredLabel) setView({ hoveredLabel: label });
  },
);
