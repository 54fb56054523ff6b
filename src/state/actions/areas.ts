import { adoptMask } from '@/core/adopt-mask';
import { labelPieces } from '@/core/components';
import { crop } from '@/core/crop';
import { clipRect, uniteRects } from '@/core/geometry';
import { fillPolygon, strokePolyline } from '@/core/polygon';
import type { ImagePoint, Rect, Size } from '@/core/types';
import type { ImageEntry } from '@/state/document-slice';
import type { MessageKey } from '@/state/messages/translate';
import { arraysOf, type ImageArrays } from '@/state/pixels';
import { selectReadyImage } from '@/state/selectors';
import { pixels } from '@/state/services';
import { useStore } from '@/state/store';
import { editEnded, replaceLabels } from './edit';
import { REGION_LABEL, takeLabels } from './labels';

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
  const region = await pixels().growRegion(image.id, at, tolerance);
  await editEnded(image.id);
  if (!region || !arraysOf(image.id)) return;
  applyArea(image, region.rect, region.mask, erases, 'step.fill');
}

/** Cuts every object that a line crosses: pixels on the line become background, further pieces new objects. */
export function splitAlong(points: readonly ImagePoint[]): void {
  const { image, own } = activeMask();
  const bounds = own ? boundsOf(points, own.size) : null;
  if (!image || !own || !bounds || points.length < 2) return;
  const crossed = new Set<number>();
  const line = crop(own.reviewed, own.size.width, bounds);
  strokePolyline(own.size, points, 1, (y, start, end) => {
    const row = (y - bounds.y) * bounds.width - bounds.x;
    for (let i = row + start; i < row + end; i++) {
      const label = line[i] as number;
      if (label === 0) continue;
      crossed.add(label);
      line[i] = 0;
    }
  });
  if (crossed.size === 0) return;
  const rect = growAround(own, bounds, crossed);
  replaceLabels(image.id, rect, 'step.split', (before) => {
    const wanted = before.slice();
    paste(wanted, rect, line, bounds);
    if (image.settings.objects !== 'region') renamePieces(image.id, wanted, rect, crossed);
    return wanted;
  });
}

/** The largest piece of each label keeps it, the others get labels of their own. */
function renamePieces(
  imageId: string,
  wanted: Uint16Array,
  rect: Rect,
  crossed: ReadonlySet<number>,
): void {
  const cut = wanted.map((label) => (crossed.has(label) ? label : 0));
  const { labels: pieces, count, areaPx } = labelPieces(rect, cut);
  const labelOf = new Uint16Array(count + 1);
  for (let i = 0; i < pieces.length; i++) labelOf[pieces[i] as number] = cut[i] as number;
  const largest = new Map<number, number>();
  for (let piece = 1; piece <= count; piece++) {
    const label = labelOf[piece] as number;
    const best = largest.get(label);
    if (best === undefined || (areaPx[piece] as number) > (areaPx[best] as number)) {
      largest.set(label, piece);
    }
  }
  for (let piece = 1; piece <= count; piece++) {
    if (largest.get(labelOf[piece] as number) !== piece) labelOf[piece] = takeLabels(imageId, 1);
  }
  for (let i = 0; i < wanted.length; i++) {
    const piece = pieces[i] as number;
    if (piece > 0) wanted[i] = labelOf[piece] as number;
  }
}

/** Grows a rectangle until no object with one of these labels reaches over its edge. */
function growAround(own: ImageArrays, start: Rect, labels: ReadonlySet<number>): Rect {
  const { width, height } = own.size;
  const holds = (x: number, y: number): boolean =>
    labels.has(own.reviewed[y * width + x] as number);
  let { x: left, y: top } = start;
  let right = start.x + start.width;
  let bottom = start.y + start.height;
  const column = (x: number): boolean => {
    for (let y = top; y < bottom; y++) if (holds(x, y)) return true;
    return false;
  };
  const row = (y: number): boolean => {
    for (let x = left; x < right; x++) if (holds(x, y)) return true;
    return false;
  };
  for (let hasGrown = true; hasGrown; ) {
    hasGrown = false;
    while (left > 0 && column(left)) hasGrown = left-- > 0;
    while (right < width && column(right - 1)) hasGrown = right++ > 0;
    while (top > 0 && row(top)) hasGrown = top-- > 0;
    while (bottom < height && row(bottom - 1)) hasGrown = bottom++ > 0;
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function paste(target: Uint16Array, rect: Rect, part: Uint16Array, at: Rect): void {
  for (let y = 0; y < at.height; y++) {
    const to = (at.y - rect.y + y) * rect.width + at.x - rect.x;
    target.set(part.subarray(y * at.width, (y + 1) * at.width), to);
  }
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
