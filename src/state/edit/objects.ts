import { crop } from '@/core/grid/crop';
import { countPieces } from '@/core/labels/components';
import { boundsOfObject } from '@/core/measure/measure';
import type { ImagePoint, Rect } from '@/core/types';
import type { ObjectTable } from '@/pixels/protocol';
import { unlessTakenBack } from '@/state/history/pending';
import { labelAt } from '@/state/image/labels';
import { arraysOf, reviewedRuns } from '@/state/image/layers';
import type { ImageEntry } from '@/state/store/document-slice';
import { selectReadyImage } from '@/state/store/selectors';
import { pixels } from '@/state/store/services';
import { imageById, notify, setView, useStore } from '@/state/store/store';
import type { MessageKey } from '@/state/text/translate';
import { bringIntoSight } from '@/state/view/view';
import { editAtOnce, finishOpenEdit } from './open-edit';
import { commitStep } from './steps';
import { giveTerritory, reachOf } from './territory';

/** The objects of an image as last measured, with their revision. */
interface Described {
  readonly revision: number;
  readonly table: Promise<ObjectTable>;
}

/** Keyed by the reviewed labels, so that a table is freed when its image closes or rests. */
const described = new WeakMap<Uint16Array, Described>();

/**
 * The table of an image's reviewed objects, measured in the pixel worker once for each revision.
 */
export function describeObjects(imageId: string): Promise<ObjectTable | null> {
  const mask = imageById(imageId)?.mask;
  const own = arraysOf(imageId);
  if (!mask || !own) return Promise.resolve(null);
  const known = described.get(own.reviewed);
  if (known?.revision === mask.revision) return known.table;
  const asked = {
    revision: mask.revision,
    table: pixels().describe(own.size, reviewedRuns(imageId, own)),
  };
  described.set(own.reviewed, asked);
  asked.table.catch(() => {
    // Asked again next time; whoever asked now is told.
    if (described.get(own.reviewed) === asked) described.delete(own.reviewed);
  });
  return asked.table;
}

/** Selects the object under a point; on background clears the selection. */
export function selectObjectAt(at: ImagePoint, adds: boolean): void {
  const { activeId } = useStore.getState();
  if (activeId) selectLabel(labelAt(activeId, at), adds);
}

/** Selects one object, or with `adds` toggles it in the selection; 0 clears it. */
export function selectLabel(label: number, adds: boolean): void {
  const { selection } = useStore.getState();
  if (!adds) setView({ selection: label === 0 ? [] : [label] });
  else if (selection.includes(label)) {
    setView({ selection: selection.filter((other) => other !== label) });
  } else if (label > 0) setView({ selection: [...selection, label] });
}

/** Selects every object of the reviewed mask. */
export async function selectAllObjects(): Promise<void> {
  const { activeId } = useStore.getState();
  const table = activeId ? await describeObjects(activeId) : null;
  if (activeId && table) selectOn(activeId, Array.from(table.label));
}

/**
 * Selects the object after, or before, the first selected one by label, and scrolls to it. Wraps
 * around.
 */
export async function selectNextObject(towards: 1 | -1): Promise<void> {
  const { activeId } = useStore.getState();
  const table = activeId ? await describeObjects(activeId) : null;
  if (!activeId || !table || table.label.length === 0) return;
  const { selection } = useStore.getState(); // as another press may have left it meanwhile
  const at = table.label.indexOf(selection[0] ?? -1);
  const count = table.label.length;
  const next = at < 0 ? (towards === 1 ? 0 : count - 1) : (at + towards + count) % count;
  selectOn(activeId, [table.label[next] as number]);
  if (useStore.getState().activeId === activeId) bringIntoSight(boundsOfObject(table, next));
}

/**
 * Selects objects of an image, unless another is on screen by now: its objects have the same
 * numbers.
 */
function selectOn(imageId: string, selection: readonly number[]): void {
  const { activeId } = useStore.getState();
  if (activeId === imageId) setView({ selection, hoveredLabel: 0 });
}

/** Deletes the selected objects in one step. No threshold brings them back. */
export function deleteSelected(): Promise<void> {
  return giveSelected('step.delete', 0);
}

/** Merges the selected objects. They stay one at every threshold. */
export function mergeSelected(): Promise<void> {
  const { selection } = useStore.getState();
  return selection.length < 2
    ? Promise.resolve()
    : giveSelected('step.merge', Math.min(...selection));
}

/** Gives the selected objects a class. An empty name removes it. */
export function classifySelected(className: string): void {
  const { selection } = useStore.getState();
  const image = selectReadyImage(useStore.getState());
  if (!image || selection.length === 0) return;
  const after = { ...image.classes };
  for (const label of selection) {
    if (className === '') delete after[label];
    else after[label] = className;
  }
  commitStep(image.id, {
    label: 'step.classify',
    patch: null,
    classes: { before: image.classes, after },
  });
}

/**
 * Gives every pixel that is or could become part of the selected objects to one of them, or to
 * none.
 */
async function giveSelected(message: MessageKey, label: number): Promise<void> {
  const image = selectReadyImage(useStore.getState());
  const { selection } = useStore.getState();
  if (!image || selection.length === 0) return;
  finishOpenEdit(image.id); // all that is seen is given away
  const territory = await unlessTakenBack(image.id, reachOf(image, selection));
  if (!territory) return;
  editAtOnce(image.id, message, (edit) => giveTerritory(edit, territory, () => label));
  if (label !== 0) sayIfApart(image, territory.rect, label);
  selectOn(image.id, label === 0 ? [] : [label]);
}

/** One object in pieces that do not touch is seldom meant, and cannot be seen in a table. */
function sayIfApart(image: ImageEntry, rect: Rect, label: number): void {
  const own = arraysOf(image.id);
  if (!own || image.settings.objects === 'region') return;
  const labels = crop(own.reviewed, own.size.width, rect);
  const pieces = countPieces(
    rect,
    labels.map((other) => (other === label ? 1 : 0)),
  );
  if (pieces < 2) return;
  const values = { file: image.name, label, pieces };
  notify({ kind: 'info', message: 'notice.mergedApart', values, command: null });
}
