import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelsOfRuns } from '@/core/labels/runs';
import { deriveObjects } from '@/core/objects/derive-objects';
import { growBasins } from '@/core/objects/watershed';
import type { DeriveSettings } from '@/pixels/protocol';
import { forgetHistory } from '@/state/history/history';
import { arraysOf } from '@/state/image/layers';
import { provideServices } from '@/state/store/services';
import { useStore } from '@/state/store/store';
import { documentOf, readyImage } from '@/testing/image';
import { deleteSelected, mergeSelected } from './objects';
import { splitAlong } from './split';
import { adjustSettings, endAdjusting } from './threshold';
import { redo, undo } from './undo';

const SIZE = { width: 36, height: 24 };
const AREA = SIZE.width * SIZE.height;

interface Nucleus {
  readonly x: number;
  readonly y: number;
  readonly steepness: number;
}

const nuclei: fc.Arbitrary<Nucleus[]> = fc.array(
  fc.record({
    x: fc.integer({ min: 0, max: SIZE.width - 1 }),
    y: fc.integer({ min: 0, max: SIZE.height - 1 }),
    steepness: fc.integer({ min: 14, max: 40 }),
  }),
  { minLength: 2, maxLength: 7 },
);

/** A slide whose nuclei a low threshold makes larger until they touch. */
interface Slide {
  /** Of each pixel the model's object that it belongs to as soon as it is object at all. */
  readonly basin: Uint16Array;
  ai(threshold: number): Uint16Array;
}

function openSlide(
  list: readonly Nucleus[],
  objects: DeriveSettings['objects'],
  minAreaPx: number,
): Slide {
  const probability = Uint8Array.from({ length: AREA }, (_, i) => {
    const [x, y] = [i % SIZE.width, Math.floor(i / SIZE.width)];
    const heights = list.map((own) => 230 - own.steepness * Math.hypot(x - own.x, y - own.y));
    return Math.max(0, Math.round(Math.max(...heights)));
  });
  const basins = growBasins(SIZE, probability, new Uint8Array(AREA));
  const settings = { threshold: 0.5, objects, keepLargest: false, fillHoles: false, minAreaPx };
  const derived = (next: DeriveSettings) => deriveObjects(SIZE, probability, basins, next);
  const pixels = { derive: async (_: string, next: DeriveSettings) => derived(next) };
  provideServices({ pixels, engine: {} } as unknown as Parameters<typeof provideServices>[0]);
  const ai = (threshold: number) => labelsOfRuns(SIZE, derived({ ...settings, threshold }).runs);
  endAdjusting();
  forgetHistory('a');
  const image = readyImage('a', SIZE.width, Array.from(ai(0.5)));
  useStore.setState({ ...documentOf([{ ...image, settings }]) });
  return { basin: Uint16Array.from(basins.basin, (id) => basins.labelOf[id] as number), ai };
}

const reviewed = (): Uint16Array => arraysOf('a')?.reviewed.slice() ?? new Uint16Array();

async function moveTo(threshold: number): Promise<void> {
  await adjustSettings({ threshold });
  endAdjusting();
}

const objectsOf = (labels: Uint16Array): number[] =>
  [...new Set(labels)].filter((label) => label > 0).sort((a, b) => a - b);

const thresholds = fc.array(fc.integer({ min: 5, max: 95 }), { minLength: 1, maxLength: 4 });
const minAreas = fc.constantFrom(0, 12);
const split = fc.constantFrom<DeriveSettings['objects']>('components', 'instances');

test.each([
  ['merged', mergeSelected],
  ['deleted', deleteSelected],
])(
  'whatever nuclei are %s stay so at every threshold, the others are as the model says, and undo and redo bring all back',
  async (what, act) => {
    await fc.assert(
      fc.asyncProperty(
        nuclei,
        split,
        minAreas,
        fc.nat(),
        thresholds,
        async (list, objects, minAreaPx, pick, moves) => {
          const slide = openSlide(list, objects, minAreaPx);
          const before = reviewed();
          const chosen = objectsOf(before).filter((_, i) => ((pick >> i) & 1) === 0);
          fc.pre(chosen.length > 1);
          useStore.setState({ selection: chosen });
          await act();
          const to = what === 'merged' ? Math.min(...chosen) : 0;
          const given = new Set(
            [...slide.basin].filter((_, i) => chosen.includes(before[i] as number)),
          );
          const seen: Uint16Array[] = [];
          for (const move of moves) {
            await moveTo(move / 100);
            const ai = slide.ai(move / 100);
            const expected = ai.map((label, i) =>
              label > 0 && given.has(slide.basin[i] as number) ? to : label,
            );
            expect(reviewed()).toEqual(expected);
            seen.push(expected);
          }
          for (let i = 0; i <= moves.length; i++) undo();
          await moveDone(slide.ai(0.5));
          for (let i = 0; i <= moves.length; i++) redo();
          await moveDone(seen.at(-1));
        },
      ),
      { numRuns: 60 },
    );
  },
);

/** Undone thresholds are derived again. */
async function moveDone(expected: Uint16Array | undefined): Promise<void> {
  for (let i = 0; i < 50 && reviewed().some((label, j) => label !== expected?.[j]); i++)
    await Promise.resolve();
  expect(reviewed()).toEqual(expected);
}

test('the pieces of a cut nucleus are two at every threshold, and no pixel of it is a third one’s', async () => {
  await fc.assert(
    fc.asyncProperty(nuclei, fc.nat(), thresholds, async (list, pick, moves) => {
      const slide = openSlide(list, 'instances', 0);
      const before = reviewed();
      const labels = objectsOf(before);
      const label = labels[pick % Math.max(1, labels.length)] as number;
      const columns = [...before].flatMap((l, i) => (l === label ? [i % SIZE.width] : []));
      fc.pre(columns.length > 20);
      const x = (Math.min(...columns) + Math.max(...columns)) / 2 + 0.5;
      await splitAlong([
        { x, y: -1 },
        { x, y: SIZE.height + 1 },
      ]);
      const cut = reviewed();
      const pieces = objectsOf(cut.filter((_, i) => before[i] === label));
      fc.pre(pieces.length === 2);
      for (const move of moves) {
        await moveTo(move / 100);
        const ai = slide.ai(move / 100);
        reviewed().forEach((now, i) => {
          if (slide.basin[i] !== label) return;
          if (ai[i] === 0 || (before[i] === label && cut[i] === 0)) expect(now).toBe(0);
          else expect(pieces).toContain(now);
          // What was one piece's is its own again as soon as it is object.
          if (ai[i] !== 0 && cut[i] !== 0) expect(now).toBe(cut[i]);
        });
      }
    }),
    { numRuns: 60 },
  );
});

test('an object of many small basins grows as one, though none of them would be an object by itself', async () => {
  const row = (y: number) => [3, 9, 15, 21, 27, 33].map((x) => ({ x, y, steepness: 40 }));
  const slide = openSlide([...row(5), ...row(18)], 'components', 100);
  await moveTo(0.3);
  expect(objectsOf(reviewed())).toHaveLength(2);
  useStore.setState({ selection: objectsOf(reviewed()) });
  await deleteSelected();
  await moveTo(0.1);
  expect(objectsOf(slide.ai(0.1))).not.toEqual([]);
  expect(objectsOf(reviewed())).toEqual([]);
});
