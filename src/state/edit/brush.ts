import { stampCapsule } from '@/core/grid/brush';
import type { ErasedRow } from '@/core/labels/part-pieces';
import type { ImagePoint, Rect } from '@/core/types';
import { labelForStroke } from '@/state/image/labels';
import { arraysOf } from '@/state/image/layers';
import { selectReadyImage } from '@/state/store/selectors';
import { useStore } from '@/state/store/store';
import { type Edit, startEdit } from './open-edit';
import { noteErased, partObjects } from './part-objects';

/** An open stroke of brush or eraser. After it was taken back it paints no more. */
export interface Stroke {
  readonly isOpen: boolean;
  moveTo(at: ImagePoint): void;
  /** Continues from another place, without painting in between. */
  jumpTo(at: ImagePoint): void;
  finish(): void;
  /** Leaves no trace. */
  cancel(): void;
}

/**
 * Begins a stroke on the active image's mask; `null` when it has none. A brush that starts on an
 * object extends it. Elsewhere it makes a new one. It never paints over other objects.
 *
 * @throws TooManyObjects as `takeLabels`; then nothing has begun
 */
export function startStroke(at: ImagePoint, erases: boolean): Stroke | null {
  const image = selectReadyImage(useStore.getState());
  if (!image || !arraysOf(image.id)) return null;
  const size = image.facts?.size;
  if (!size) return null;
  const erased: ErasedRow[] = [];
  const edit = startEdit(image.id, erases ? 'step.erase' : 'step.brush', (edit) =>
    partObjects(image.id, edit, erased),
  );
  let label = 0;
  try {
    if (!erases) label = labelForStroke(image, at);
  } catch (error) {
    edit.cancel(); // no number is left for a new object, and nobody would end this stroke
    throw error;
  }
  let last = at;
  const stamp = (from: ImagePoint, to: ImagePoint): void => {
    const { radiusPx } = useStore.getState();
    edit.willChange(reach(from, to, radiusPx));
    const write = erases ? eraseRow(edit, size.width, erased) : strokeRow(edit, size.width, label);
    const dirty = stampCapsule(size, from, to, radiusPx, write);
    if (dirty) edit.show(dirty);
  };
  stamp(at, at);
  return {
    get isOpen() {
      return edit.isOpen;
    },
    moveTo(to) {
      if (!edit.isOpen) return;
      stamp(last, to);
      last = to;
    },
    jumpTo(to) {
      last = to;
    },
    finish: () => edit.finish(),
    cancel: edit.cancel,
  };
}

type RowWriter = (y: number, start: number, end: number) => void;

/** Background becomes `label`. The object's own pixels count as edited too. Other objects stay. */
function strokeRow(edit: Edit, width: number, label: number): RowWriter {
  return (y, start, end) => {
    const { labels } = edit;
    const row = y * width;
    const isOpen = (x: number): boolean => labels[row + x] === 0 || labels[row + x] === label;
    for (let x = start; x < end; x++) {
      if (!isOpen(x)) continue;
      const from = x;
      while (x < end && isOpen(x)) x++;
      edit.writeRow(y, from, x, label);
    }
  };
}

/**
 * Everything becomes background by hand, also where it was background: no later threshold brings it
 * back.
 */
function eraseRow(edit: Edit, width: number, erased: ErasedRow[]): RowWriter {
  return (y, start, end) => {
    noteErased(erased, edit.labels, y * width, y, start, end);
    edit.writeRow(y, start, end, 0);
  };
}

function reach(from: ImagePoint, to: ImagePoint, radiusPx: number): Rect {
  const x = Math.floor(Math.min(from.x, to.x) - radiusPx) - 1;
  const y = Math.floor(Math.min(from.y, to.y) - radiusPx) - 1;
  return {
    x,
    y,
    width: Math.ceil(Math.max(from.x, to.x) + radiusPx) + 1 - x,
    height: Math.ceil(Math.max(from.y, to.y) + radiusPx) + 1 - y,
  };
}
