import { clipRect, uniteRects } from '@/core/geometry';
import { crop } from '@/core/grid/crop';
import { fillPolygon, strokePolyline } from '@/core/grid/polygon';
import { adoptMask } from '@/core/labels/adopt-mask';
import { cutTerritory } from '@/core/objects/territory';
import type { ImagePoint, Rect, Size } from '@/core/types';
import { unlessTakenBack } from '@/state/history/pending';
import { REGION_LABEL, takeLabels } from '@/state/image/labels';
import { arraysOf, type ImageArrays } from '@/state/image/layers';
import type { ImageEntry } from '@/state/store/document-slice';
import { selectReadyImage } from '@/state/store/selectors';
import { pixels } from '@/state/store/services';
import { useStore } from '@/state/store/store';
import type { MessageKey } from '@/state/text/translate';
import { editAtOnce, editEnded, finishOpenEdit, replaceLabels } from './open-edit';
import { giveTerritory, reachOf } from './territory';

/** Thickness of a line that cuts. */
const LINE_PX = 1;

/** Adds the area inside a closed line to the mask, or takes it away. */
export function applyLasso(points: readonly ImagePoint[], erases: boolean): void {
  const { image, own } = activeMask();
  if (!image || !own || points.length < 3) return;
  const bounds = boundsOf(points, own.size);
  if (!bounds) return;
  const area = new Uint8Array(bounds.width * bounds.height);
  fillPolygon(own.size, [points], (y, start, end) => {
    const row = (y - bounds.y) * bounds.width - bounds.x;
    area.fill(1, row + start, row + end);
  });
  applyArea(image, bounds, area, erases, erases ? 'step.lassoErase' : 'step.lasso');
}

/** Grows a region of similar colour from a point and adds it, or takes it away. */
export async function fillFrom(at: ImagePoint, erases: boolean): Promise<void> {
  const { image } = activeMask();
  if (!image) return;
  const { tolerance } = useStore.getState();
  const grown = pixels().growRegion(image.id, at, tolerance);
  const region = await unlessTakenBack(image.id, grown);
  await editEnded(image.id);
  if (!region || !arraysOf(image.id)) return;
  applyArea(image, region.rect, region.mask, erases, 'step.fill');
}

/**
 * Cuts every object that a line crosses: pixels on the line become background, further pieces new
 * objects. Each piece grows from its own side of the line when the threshold falls.
 */
export async function splitAlong(points: readonly ImagePoint[]): Promise<void> {
  const { image, own } = activeMask();
  if (!image || !own || points.length < 2) return;
  finishOpenEdit(image.id); // the line cuts all that is seen
  const crossed = new Set<number>();
  strokePolyline(own.size, points, LINE_PX, (y, start, end) => {
    for (let x = start; x < end; x++) crossed.add(own.reviewed[y * own.size.width + x] as number);
  });
  crossed.delete(0);
  if (crossed.size === 0) return;
  const territory = await unlessTakenBack(image.id, reachOf(image, crossed));
  const now = arraysOf(image.id);
  if (!territory || !now) return;
  const { rect, labels } = territory;
  const isLine = new Uint8Array(labels.length);
  strokePolyline(now.size, points, LINE_PX, (y, start, end) => {
    if (y < rect.y || y >= rect.y + rect.height) return;
    const row = (y - rect.y) * rect.width;
    const from = Math.max(0, start - rect.x);
    isLine.fill(1, row + from, row + Math.max(from, Math.min(rect.width, end - rect.x)));
  });
  const before = crop(now.reviewed, now.size.width, rect);
  const cut = before.map((label, i) => (labels[i] === 0 || isLine[i] === 1 ? 0 : label));
  editAtOnce(image.id, 'step.split', (edit) => {
    if (image.settings.objects !== 'region') {
      const probability = crop(now.probability, now.size.width, rect);
      const owners = cutTerritory(territory, cut, probability, () => takeLabels(image.id, 1));
      giveTerritory(edit, territory, (i) => owners[i] as number);
    }
    for (let i = 0; i < isLine.length; i++) {
      if (isLine[i] === 0 || labels[i] === 0 || before[i] === 0) continue;
      const x = i % rect.width;
      const pixel = { x: rect.x + x, y: rect.y + (i - x) / rect.width, width: 1, height: 1 };
      edit.willChange(pixel);
      edit.writeRow(pixel.y, pixel.x, pixel.x + 1, 0);
    }
  });
}

/** Puts an area into the mask by the rules of adoptMask, or out of it; all of it is decided then. */
function applyArea(
  image: ImageEntry,
  rect: Rect,
  area: Uint8Array,
  erases: boolean,
  label: MessageKey,
): void {
  replaceLabels(
    image.id,
    rect,
    label,
    (before) =>
      erases
        ? before.map((was, i) => (area[i] === 1 ? 0 : was))
        : mergeArea(image, rect, before, area, (count) => takeLabels(image.id, count)),
    area,
  );
}

/**
 * Labels of a rectangle after `area` was added to them.
 *
 * @param takeNew reserves labels for new objects and answers the lowest
 */
export function mergeArea(
  image: ImageEntry,
  rect: Rect,
  before: Uint16Array,
  area: Uint8Array,
  takeNew: (count: number) => number,
): Uint16Array {
  if (image.settings.objects === 'region') {
    return before.map((was, i) => (area[i] === 1 ? was || REGION_LABEL : was));
  }
  // A first pass with a label beyond all others tells how many objects are new.
  const { labels, newObjects } = adoptMask(rect, before, area, 1);
  const adopted =
    newObjects === 0 ? labels : adoptMask(rect, before, area, takeNew(newObjects)).labels;
  return before.map((was, i) => (area[i] === 1 ? (adopted[i] as number) : was));
}

function activeMask(): { image: ImageEntry | null; own: ImageArrays | undefined } {
  const image = selectReadyImage(useStore.getState());
  return { image, own: image ? arraysOf(image.id) : undefined };
}

/** Whole pixels around a line, inside the image. */
function boundsOf(points: readonly ImagePoint[], size: Size): Rect | null {
  let rect: Rect | null = null;
  for (const { x, y } of points) {
    rect = uniteRects(rect, { x: Math.floor(x) - 1, y: Math.floor(y) - 1, width: 3, height: 3 });
  }
  return rect ? clipRect(rect, size) : null;
}
