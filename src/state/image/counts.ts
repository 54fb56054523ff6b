import { labelAreas } from '@/core/labels/runs';
import { newestOnly } from '@/core/queues';
import { MAX_LABEL } from '@/core/types';
import { nextTurn } from '@/state/store/next-turn';
import { imageById, setView, updateMask, useStore } from '@/state/store/store';
import { arraysOf, editedRect, inTurns } from './layers';

/** Counting stops when the mask has changed since. */
const counting = newestOnly(count);

/**
 * Counts objects, area, edited pixels and those set by hand and overlap with the AI of the reviewed labelmap,
 * and deselects objects that are gone, in turns that leave the page free. A later call for the same
 * image replaces an earlier one.
 */
export function countReviewed(imageId: string): Promise<void> {
  return counting.wish(imageId);
}

async function count(imageId: string): Promise<void> {
  const own = arraysOf(imageId);
  if (!own || !imageById(imageId)?.mask) return;
  const { size, ai, edits, owners, reviewed: labels } = own;
  const areaOf = labelAreas(own.aiRuns, MAX_LABEL);
  const areaInAi = sum(areaOf);
  let editedPx = 0;
  let byHandPx = 0;
  let removedPx = 0;
  const edited = edits && editedRect(imageId);
  for (const rows of edited ? inTurns(edited) : []) {
    await nextTurn(); // the paint of what is counted goes first
    if (counting.isWished(imageId)) return;
    for (let y = rows.y; edits && y < rows.y + rows.height; y++) {
      const last = y * size.width + rows.x + rows.width;
      for (let i = y * size.width + rows.x; i < last; i++) {
        if (edits[i] === 0 && !owners?.[i]) continue;
        byHandPx++;
        const label = labels[i] as number;
        const before = ai[i] as number;
        if (label === before) continue;
        editedPx++;
        if (label === 0) removedPx++;
        (areaOf[label] as number)++;
        (areaOf[before] as number)--;
      }
    }
  }
  areaOf[0] = 0;
  const reviewed = {
    objectCount: areaOf.reduce((n, area) => n + (area > 0 ? 1 : 0), 0),
    areaPx: sum(areaOf),
  };
  const both = areaInAi + reviewed.areaPx;
  const diceToAi = both === 0 ? 1 : (2 * (areaInAi - removedPx)) / both;
  updateMask(imageId, { reviewed, editedPx, byHandPx, diceToAi });
  if (isAnySelected(imageId)) selectOnly((label) => areaOf[label] !== 0);
}

function isAnySelected(imageId: string): boolean {
  const { activeId, selection, hoveredLabel } = useStore.getState();
  return activeId === imageId && (selection.length > 0 || hoveredLabel > 0);
}

/** Objects that are gone cannot stay selected. Their classes stay, for an undo. */
function selectOnly(isThere: (label: number) => boolean): void {
  const { selection, hoveredLabel } = useStore.getState();
  if (!selection.every(isThere)) setView({ selection: selection.filter(isThere) });
  if (!isThere(hoveredLabel)) setView({ hoveredLabel: 0 });
}

function sum(areas: Uint32Array): number {
  return areas.reduce((total, area) => total + area, 0);
}
