import { crop } from '@/core/crop';
import { isNamed } from '@/core/errors';
import { uniteRects } from '@/core/geometry';
import { labelsOfRuns } from '@/core/runs';
import { LOWEST_THRESHOLD } from '@/core/threshold';
import { type ImagePoint, MAX_LABEL, type Rect, type Size } from '@/core/types';
import type { ObjectTable } from '@/pixels/protocol';
import type { ImageEntry } from '@/state/document-slice';
import type { MessageKey } from '@/state/messages/translate';
import { arraysOf, reviewedRuns } from '@/state/pixels';
import { selectReadyImage } from '@/state/selectors';
import { pixels } from '@/state/services';
import { imageById, useStore } from '@/state/store';
import { derive } from './derive';
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
  const image = imageById(imageId);
  const own = arraysOf(imageId);
  if (!image || !own) return Promise.resolve(null);
  const known = described.get(imageId);
  if (known?.revision === image.revision) return known.table;
  const asked = {
    revision: image.revision,
    table: pixels().describe(own.size, reviewedRuns(imageId, own)),
  };
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
  const { activeId } = useStore.getState();
  const table = activeId ? await describeObjects(activeId) : null;
  if (activeId && table) selectOn(activeId, Array.from(table.label));
}

/** Selects the object after, or before, the first selected one in order of label; wraps around. */
export async function selectNextObject(step: 1 | -1): Promise<void> {
  const { activeId } = useStore.getState();
  const table = activeId ? await describeObjects(activeId) : null;
  if (!activeId || !table || table.label.length === 0) return;
  const { selection } = useStore.getState(); // as another press may have left it meanwhile
  const at = table.label.indexOf(selection[0] ?? -1);
  const count = table.label.length;
  const next = at < 0 ? (step === 1 ? 0 : count - 1) : (at + step + count) % count;
  selectOn(activeId, [table.label[next] as number]);
}

/** Selects objects of an image, unless another is in sight by now: its objects have the same numbers. */
function selectOn(imageId: string, selection: readonly number[]): void {
  const { activeId, setView } = useStore.getState();
  if (activeId === imageId) setView({ selection, hoveredLabel: 0 });
}

/**
 * Takes the selected objects out of the mask, as one step; also what a lower threshold would give
 * them, or a ring of each would come back with it.
 */
export function deleteSelected(): Promise<void> {
  return relabelSelected('step.delete', () => 0, [], largestExtent);
}

/** Labels of objects that are split where they touch, as large as a threshold can make them. */
async function largestExtent({ id, settings }: ImageEntry): Promise<Uint16Array | null> {
  const own = arraysOf(id);
  if (!own || settings.objects !== 'instances') return null; // others grow into each other
  try {
    const lowest = { ...settings, threshold: LOWEST_THRESHOLD, keepLargest: false };
    return labelsOfRuns(own.size, (await derive(id, lowest)).runs);
  } catch (error) {
    if (isNamed(error, 'TooManyObjects')) return null; // noise: so low nobody can go here
    throw error;
  }
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
  return imageById(imageId)?.revision;
}

async function relabelSelected(
  label: MessageKey,
  to: (label: number) => number,
  selectionAfter: readonly number[],
  extentOf?: (image: ImageEntry) => Promise<Uint16Array | null>,
): Promise<void> {
  const image = selectReadyImage(useStore.getState());
  const { selection } = useStore.getState();
  if (!image || selection.length === 0) return;
  const extent = extentOf ? await extentOf(image) : null;
  const table = await describeSettled(image.id);
  const { size } = arraysOf(image.id) ?? {};
  const bounds = table ? boundsOfLabels(table, selection) : null;
  if (!bounds || !size) return;
  const chosen = new Set(selection);
  const rect = uniteRects(bounds, extent && boundsInMap(size, extent, chosen)) ?? bounds;
  const decided = extent
    ? Uint8Array.from(crop(extent, size.width, rect), (grown) => Number(chosen.has(grown)))
    : undefined;
  replaceLabels(
    image.id,
    rect,
    label,
    (before) => before.map((was) => (chosen.has(was) ? to(was) : was)),
    decided,
  );
  selectOn(image.id, selectionAfter);
}

/** The rectangle around all pixels with one of these labels. */
function boundsInMap(size: Size, labels: Uint16Array, chosen: ReadonlySet<number>): Rect | null {
  const isChosen = new Uint8Array(MAX_LABEL + 1);
  for (const label of chosen) isChosen[label] = 1;
  let rect: Rect | null = null;
  for (let y = 0; y < size.height; y++) {
    const row = y * size.width;
    let first = 0;
    while (first < size.width && isChosen[labels[row + first] as number] === 0) first++;
    if (first === size.width) continue;
    let last = size.width - 1;
    while (isChosen[labels[row + last] as number] === 0) last--;
    rect = uniteRects(rect, { x: first, y, width: last + 1 - first, height: 1 });
  }
  return rect;
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
