import { uniteRects } from '@/core/geometry';
import type { ImagePoint, Rect } from '@/core/types';
import type { ObjectTable } from '@/pixels/protocol';
import type { MessageKey } from '@/state/messages/translate';
import { arraysOf } from '@/state/pixels';
import { selectReadyImage } from '@/state/selectors';
import { pixels } from '@/state/services';
import { useStore } from '@/state/store';
import { commitStep, editEnded, finishOpenEdit, replaceLabels } from './edit';
import { labelAt } from './labels';

/** The objects of an image as last asked for, with the revision they belong to. */
interface Described {
  readonly revision: number;
  readonly table: Promise<ObjectTable>;
}

const described = new Map<string, Described>();

/** The table of an image's reviewed objects; measured in the pixel worker, once for each revision. */
export function describeObjects(imageId: string): Promise<ObjectTable | null> {
  const image = useStore.getState().images.find((entry) => entry.id === imageId);
  const own = arraysOf(imageId);
  if (!image || !own) return Promise.resolve(null);
  const known = described.get(imageId);
  if (known?.revision === image.revision) return known.table;
  const asked = { revision: image.revision, table: pixels().describe(own.size, own.reviewed) };
  described.set(imageId, asked);
  asked.table.catch(() => {
    // Asked again next time; whoever asked now is told.
    if (described.get(imageId) === asked) described.delete(imageId);
  });
  return asked.table;
}

/** Selects the object under a point; on background clears the selection. */
export function selectObjectAt(at: ImagePoint, adds: boolean): void {
  const { activeId } = useStore.getState();
  if (activeId) selectLabel(labelAt(activeId, at), adds);
}

/** Selects one object, or with `adds` turns it on or off in the selection; 0 clears it. */
export function selectLabel(label: number, adds: boolean): void {
  const { selection, setView } = useStore.getState();
  if (!adds) setView({ selection: label === 0 ? [] : [label] });
  else if (selection.includes(label)) {
    setView({ selection: selection.filter((other) => other !== label) });
  } else if (label > 0) setView({ selection: [...selection, label] });
}

/** Selects every object of the reviewed mask. */
export async function selectAllObjects(): Promise<void> {
  const { activeId, setView } = useStore.getState();
  const table = activeId ? await describeObjects(activeId) : null;
  if (table) setView({ selection: Array.from(table.label) });
}

/** Selects the object after, or before, the first selected one in order of label; wraps around. */
export async function selectNextObject(step: 1 | -1): Promise<void> {
  const { activeId, selection, setView } = useStore.getState();
  const table = activeId ? await describeObjects(activeId) : null;
  if (!table || table.label.length === 0) return;
  const at = table.label.indexOf(selection[0] ?? -1);
  const count = table.label.length;
  const next = at < 0 ? (step === 1 ? 0 : count - 1) : (at + step + count) % count;
  setView({ selection: [table.label[next] as number] });
}

/** Takes the selected objects out of the mask, as one step. */
export function deleteSelected(): Promise<void> {
  return relabelSelected('step.delete', () => 0, []);
}

/** Makes one object of all selected ones. */
export function mergeSelected(): Promise<void> {
  const { selection } = useStore.getState();
  const kept = Math.min(...selection);
  return selection.length < 2
    ? Promise.resolve()
    : relabelSelected('step.merge', () => kept, [kept]);
}

/** Gives the selected objects a class; an empty name takes it away. */
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

/** The table of the mask as it is now, strokes under way included: measured again when it changed meanwhile. */
async function describeSettled(imageId: string): Promise<ObjectTable | null> {
  finishOpenEdit(imageId);
  for (;;) {
    const revision = revisionOf(imageId);
    const table = await describeObjects(imageId);
    await editEnded(imageId);
    if (revisionOf(imageId) === revision) return table;
  }
}

function revisionOf(imageId: string): number | undefined {
  return useStore.getState().images.find((image) => image.id === imageId)?.revision;
}

async function relabelSelected(
  label: MessageKey,
  to: (label: number) => number,
  selectionAfter: readonly number[],
): Promise<void> {
  const image = selectReadyImage(useStore.getState());
  const { selection, setView } = useStore.getState();
  if (!image || selection.length === 0) return;
  const table = await describeSettled(image.id);
  const rect = table ? boundsOfLabels(table, selection) : null;
  if (!rect) return;
  const chosen = new Set(selection);
  replaceLabels(image.id, rect, label, (before) =>
    before.map((was) => (chosen.has(was) ? to(was) : was)),
  );
  setView({ selection: selectionAfter, hoveredLabel: 0 });
}

function boundsOfLabels(table: ObjectTable, labels: readonly number[]): Rect | null {
  const chosen = new Set(labels);
  let rect: Rect | null = null;
  for (let row = 0; row < table.label.length; row++) {
    if (!chosen.has(table.label[row] as number)) continue;
    const [x, y, width, height] = table.bounds.subarray(4 * row, 4 * row + 4);
    rect = uniteRects(rect, { x, y, width, height } as Rect);
  }
  return rect;
}
