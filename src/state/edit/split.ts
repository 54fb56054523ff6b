import { crop } from '@/core/grid/crop';
import { strokePolyline } from '@/core/grid/polygon';
import { cutTerritory } from '@/core/objects/territory';
import type { ImagePoint } from '@/core/types';
import { unlessTakenBack } from '@/state/history/pending';
import { takeLabels } from '@/state/image/labels';
import { arraysOf } from '@/state/image/layers';
import { activeMask } from './area';
import { editAtOnce, finishOpenEdit } from './open-edit';
import { giveTerritory, reachOf } from './territory';

/** Thickness of a line that cuts. */
const LINE_PX = 1;

/**
 * Cuts every object that a line crosses. Pixels on the line become background, further pieces new
 * objects. When the threshold falls, each piece grows on its own side of the line.
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
