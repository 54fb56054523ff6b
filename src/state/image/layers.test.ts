import { expect, test } from 'vitest';
import { clipRect, uniteRects } from '@/core/geometry';
import { runsOfLabels } from '@/core/labels/runs';
import type { Rect } from '@/core/types';
import { replaceLabels } from '@/state/edit/replace';
import { imageById } from '@/state/store/store';
import { randomSequence } from '@/testing/ascii';
import { readyImage } from '@/testing/image';
import { countReviewed } from './counts';
import { arraysOf, onPixelsChanged, replaceAi } from './layers';

const SIZE = { width: 17, height: 13 };

test('new AI objects change what nobody decided, show the rectangle they changed, and are counted right', async () => {
  const random = randomSequence(3);
  const randomLabels = (count: number): Uint16Array => {
    let label = 0;
    return Uint16Array.from({ length: count }, () => {
      if (random() < 0.2) label = Math.floor(random() * 3);
      return label;
    });
  };
  for (let round = 0; round < 40; round++) {
    readyImage('a', SIZE.width, Array.from(randomLabels(SIZE.width * SIZE.height)));
    for (let edit = 0; edit < round % 3; edit++) {
      const at = { x: Math.floor(random() * SIZE.width), y: Math.floor(random() * SIZE.height) };
      const rect = clipRect({ ...at, width: 6, height: 5 }, SIZE);
      if (rect)
        replaceLabels('a', rect, 'step.brush', () => randomLabels(rect.width * rect.height));
    }
    const before = arraysOf('a')?.reviewed.slice() ?? [];
    const wanted = randomLabels(SIZE.width * SIZE.height);
    let shown: Rect | null = null;
    const stop = onPixelsChanged((_, rect) => {
      shown = uniteRects(shown, rect);
    });
    replaceAi('a', runsOfLabels(SIZE, wanted));
    stop();

    const own = arraysOf('a');
    if (!own) throw new Error('the test image has no arrays');
    expect(own.ai).toEqual(wanted);
    const decided = (i: number): number => own.edits?.[i] ?? 0;
    const composed = wanted.map((label, i) => (decided(i) > 0 ? decided(i) - 1 : label));
    expect(own.reviewed).toEqual(composed);
    const inSight = (i: number): boolean => {
      const x = i % SIZE.width;
      return (
        shown !== null &&
        clipRect(
          { ...shown, x: shown.x - x, y: shown.y - (i - x) / SIZE.width },
          { width: 1, height: 1 },
        ) !== null
      );
    };
    composed.forEach((label, i) => {
      if (label !== before[i]) expect(inSight(i)).toBe(true);
    });

    await countReviewed('a');
    const objects = composed.filter((label) => label > 0);
    const both = composed.filter((label, i) => label > 0 && (wanted[i] as number) > 0).length;
    const sum = objects.length + wanted.filter((label) => label > 0).length;
    expect(imageById('a')?.mask).toMatchObject({
      reviewed: { objectCount: new Set(objects).size, areaPx: objects.length },
      editedPx: composed.filter((label, i) => label !== wanted[i]).length,
      byHandPx: composed.filter((_, i) => decided(i) > 0).length,
      diceToAi: sum === 0 ? 1 : (2 * both) / sum,
    });
  }
});

test('the same AI objects again show nothing', () => {
  readyImage('a', SIZE.width, new Array<number>(SIZE.width * SIZE.height).fill(1));
  const shown: unknown[] = [];
  const stop = onPixelsChanged((_, rect) => shown.push(rect));
  replaceAi('a', runsOfLabels(SIZE, new Uint16Array(SIZE.width * SIZE.height).fill(1)));
  stop();
  expect(shown).toEqual([]);
});
