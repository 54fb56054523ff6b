import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { named } from '@/core/errors';
import { changedRuns, labelsOfRuns, type Runs } from '@/core/labels/runs';
import { describeObjects } from '@/core/measure/measure';
import { deriveObjects } from '@/core/objects/derive-objects';
import { growBasins } from '@/core/objects/watershed';
import type { Size } from '@/core/types';
import type { DeriveSettings } from '@/pixels/protocol';
import { forgetHistory, timelineOf } from '@/state/history/history';
import { startSettling, unfinishedOf } from '@/state/history/unfinished';
import { arraysOf } from '@/state/image/layers';
import { closeImage } from '@/state/list/list-images';
import { addClick, removeClick } from '@/state/segment/refine';
import { nextTurn } from '@/state/store/next-turn';
import { provideServices } from '@/state/store/services';
import { imageById, setActive, useStore } from '@/state/store/store';
import { documentOf, readyImage } from '@/testing/image';
import { type Stroke, startStroke } from './brush';
import { cleanUp } from './clean-up';
import { fillFrom } from './fill';
import { applyLasso } from './lasso';
import { deleteSelected, mergeSelected } from './objects';
import { backToAi } from './replace';
import { splitAlong } from './split';
import { adjustSettings, endAdjusting } from './threshold';
import { redo, undo } from './undo';

const WIDTH = 24;
const HEIGHT = 18;
const SIZE = { width: WIDTH, height: HEIGHT };
/** How sure the model is: two nuclei that a low threshold joins. */
const PROBABILITY = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
  const x = i % WIDTH;
  const y = Math.floor(i / WIDTH);
  const away = Math.min(Math.hypot(x - 6, y - 8), Math.hypot(x - 18, y - 9));
  return Math.max(0, Math.round(230 - 25 * away));
});

/** Calls to workers that have not been answered, oldest first. */
let waiting: (() => void)[] = [];
const answered = <T>(answer: () => T): Promise<T> =>
  new Promise((resolve) => waiting.push(() => resolve(answer())));

const rejectRefine = new Map<string, (error: Error) => void>();

const basins = growBasins(SIZE, PROBABILITY, new Uint8Array(PROBABILITY.length));
const derived = (settings: DeriveSettings) => deriveObjects(SIZE, PROBABILITY, basins, settings);

/** Workers that answer when they are told to, with something that depends on what was asked. */
const services = {
  pixels: {
    derive: (_id: string, settings: DeriveSettings) => answered(() => derived(settings)),
    describe: (size: Size, objects: Runs) => {
      const table = describeObjects(size, labelsOfRuns(size, objects));
      return answered(() => table);
    },
    cleanUp: (size: Size, objects: Runs) => {
      const labels = labelsOfRuns(size, objects);
      const cleaned = labels.map((label, i) => (i % WIDTH < 8 ? 0 : label));
      return answered(() => changedRuns(size, labels, cleaned));
    },
    growRegion: () =>
      answered(() => ({
        rect: { x: 3, y: 2, width: 9, height: 4 },
        mask: new Uint8Array(36).fill(1),
      })),
    close: async () => {},
  },
  engine: {
    refine: ({ clicks, imageId }: { clicks: readonly { at: { x: number } }[]; imageId: string }) =>
      Promise.race([
        new Promise((_, reject) => rejectRefine.set(imageId, reject)),
        answered(() => ({
          rect: { x: 2, y: 1, width: 14, height: 12 },
          probability: Uint8Array.from({ length: 14 * 12 }, (_, i) =>
            (i + Math.floor(clicks.at(-1)?.at.x ?? 0)) % 5 < 2 ? 250 : 10,
          ),
        })),
      ]),
    cancel: async (imageId: string) => rejectRefine.get(imageId)?.(named('Cancelled', 'cancelled')),
    forget: async () => {},
  },
};

function openImage(objects: DeriveSettings['objects'] = 'components'): void {
  waiting = [];
  rejectRefine.clear();
  endAdjusting();
  provideServices(services as unknown as Parameters<typeof provideServices>[0]);
  forgetHistory('a');
  const start = { threshold: 0.5, keepLargest: false, fillHoles: false, minAreaPx: 0 };
  const settings = { ...start, objects };
  const image = readyImage('a', WIDTH, Array.from(labelsOfRuns(SIZE, derived(settings).runs)));
  useStore.setState({ ...documentOf([{ ...image, settings }]), notices: [] });
}

const own = () => {
  const arrays = arraysOf('a');
  if (!arrays) throw new Error('the test image has no arrays');
  return arrays;
};
const image = () => imageById('a');
const reviewed = (): number[] => Array.from(own().reviewed);
/** What edits, owners and AI labels add up to; the reviewed labels must never be anything else. */
const composed = (): number[] =>
  Array.from(own().ai, (label, i) => {
    const edit = own().edits?.[i] ?? 0;
    const owner = label > 0 ? (own().owners?.[i] ?? 0) : 0;
    return edit > 0 ? edit - 1 : owner > 0 ? owner - 1 : label;
  });

/** Lets workers answer until nothing moves any more. */
async function settled(): Promise<void> {
  do {
    for (const answer of waiting.splice(0)) answer();
    for (let i = 0; i < 4; i++) await nextTurn();
  } while (waiting.length > 0);
}

const coordinate = fc
  .tuple(fc.integer({ min: -2, max: WIDTH + 2 }), fc.integer({ min: -2, max: HEIGHT + 2 }))
  .map(([x, y]) => ({ x: x + 0.5, y: y + 0.5 }));

const deed = fc.oneof(
  fc.record({
    kind: fc.constantFrom('down', 'erase', 'move', 'move', 'click', 'fill' as const),
    at: coordinate,
  }),
  fc.record({
    kind: fc.constantFrom('lasso', 'split' as const),
    line: fc.array(coordinate, { minLength: 3, maxLength: 5 }),
  }),
  fc.record({ kind: fc.constant('threshold' as const), to: fc.integer({ min: 1, max: 9 }) }),
  fc.record({
    kind: fc.constantFrom(
      ...([
        'up',
        'cancel',
        'let go',
        'clean-up',
        'delete',
        'merge',
        'back',
        'remove click',
      ] as const),
      ...(['undo', 'undo', 'redo', 'answer', 'answer', 'turn'] as const),
    ),
  }),
);

const objects = fc.constantFrom<DeriveSettings['objects']>('region', 'components', 'instances');

/** One thing a person or a worker does; nothing here waits for the others. */
async function perform(
  one: { kind: string; at?: { x: number; y: number } } & Record<string, unknown>,
  hand: { stroke: Stroke | null },
): Promise<void> {
  const { kind, at = { x: 0, y: 0 } } = one;
  if (kind === 'down' || kind === 'erase') {
    hand.stroke?.finish();
    hand.stroke = startStroke(at, kind === 'erase');
  } else if (kind === 'move') hand.stroke?.moveTo(at);
  else if (kind === 'up' || kind === 'cancel') {
    if (kind === 'up') hand.stroke?.finish();
    else hand.stroke?.cancel();
    hand.stroke = null;
  } else if (kind === 'lasso') applyLasso(one.line as { x: number; y: number }[], false);
  else if (kind === 'split') void splitAlong(one.line as { x: number; y: number }[]);
  else if (kind === 'fill') void fillFrom(at, false);
  else if (kind === 'click') void addClick({ at, belongs: true });
  else if (kind === 'remove click') void removeClick(0);
  else if (kind === 'threshold') void adjustSettings({ threshold: (one.to as number) / 10 });
  else if (kind === 'let go') endAdjusting();
  else if (kind === 'clean-up') void cleanUp({ kind: 'fill-holes' });
  else if (kind === 'delete') {
    useStore.setState({ selection: [own().reviewed.find((label) => label > 0) ?? 1] });
    void deleteSelected();
  } else if (kind === 'merge') {
    useStore.setState({ selection: [...new Set(own().reviewed)].filter((label) => label > 0) });
    void mergeSelected();
  } else if (kind === 'back') backToAi('a');
  else if (kind === 'undo') undo();
  else if (kind === 'redo') redo();
  else if (kind === 'answer') waiting.shift()?.();
  else await nextTurn();
}

describe('edits that overlap', () => {
  test('in any order, undone, restore mask, settings and clicks bit for bit, and redone, come back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(deed, { maxLength: 25 }),
        objects,
        fc.boolean(),
        async (deeds, kind, finishes) => {
          openImage(kind);
          const before = reviewed();
          const hand: { stroke: Stroke | null } = { stroke: null };
          for (const one of deeds) await perform(one, hand);
          if (finishes) hand.stroke?.finish();
          else hand.stroke?.cancel();
          await settled();
          expect(unfinishedOf('a')).toHaveLength(0);
          expect(reviewed()).toEqual(composed());
          const { done } = timelineOf('a');
          const edited = { mask: reviewed(), settings: image()?.settings, clicks: image()?.clicks };
          while (image()?.canUndo) {
            undo();
            if (timelineOf('a').done % 2 === 0) await settled();
          }
          await settled();
          expect(reviewed()).toEqual(before);
          expect(own().edits?.some((edit) => edit > 0) ?? false).toBe(false);
          expect(own().owners?.some((owner) => owner > 0) ?? false).toBe(false);
          expect(image()?.clicks).toEqual([]);
          while (timelineOf('a').done < done) redo();
          await settled();
          expect({
            mask: reviewed(),
            settings: image()?.settings,
            clicks: image()?.clicks,
          }).toEqual(edited);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('an undo while the brush is down takes the stroke back, and the rest of it paints nothing', () => {
    openImage();
    const before = reviewed();
    startStroke({ x: 2.5, y: 2.5 }, false)?.finish();
    const once = reviewed();
    const stroke = startStroke({ x: 6.5, y: 8.5 }, true);
    undo();
    expect(reviewed()).toEqual(once);
    stroke?.moveTo({ x: 20.5, y: 9.5 });
    stroke?.finish();
    expect(reviewed()).toEqual(once);
    undo();
    expect(reviewed()).toEqual(before);
  });

  test('a redo while the brush is down waits for the pointer to lift', () => {
    openImage();
    startStroke({ x: 6.5, y: 8.5 }, true)?.finish();
    undo();
    const stroke = startStroke({ x: 12.5, y: 2.5 }, false);
    redo();
    expect(image()?.canRedo).toBe(false);
    stroke?.cancel();
    expect(image()?.canRedo).toBe(true);
  });

  test('a threshold moved while the brush is down keeps what the stroke has painted, seen and unseen', async () => {
    openImage();
    const stroke = startStroke({ x: 12.5, y: 2.5 }, false);
    void adjustSettings({ threshold: 0.2 });
    await settled();
    stroke?.moveTo({ x: 16.5, y: 2.5 });
    expect(own().reviewed[2 * WIDTH + 12]).toBeGreaterThan(0);
    expect(own().reviewed[2 * WIDTH + 16]).toBeGreaterThan(0);
    expect(reviewed()).toEqual(composed());
    stroke?.cancel();
    expect(reviewed()).toEqual(Array.from(own().ai));
  });

  test('a click that the model is still working on is taken back by an undo', async () => {
    openImage();
    startStroke({ x: 12.5, y: 2.5 }, false)?.finish();
    const before = reviewed();
    void addClick({ at: { x: 6, y: 8 }, belongs: false });
    for (let i = 0; i < 3; i++) await nextTurn();
    expect(useStore.getState().isRefining).toBe(true);
    undo();
    await settled();
    expect(reviewed()).toEqual(before);
    expect(image()?.clicks).toEqual([]);
    expect(useStore.getState()).toMatchObject({ isRefining: false, notices: [] });
    expect(timelineOf('a').done).toBe(1);
  });

  test.each([
    ['fill', () => fillFrom({ x: 12.5, y: 2.5 }, false)],
    [
      'cut',
      () =>
        splitAlong([
          { x: 6.5, y: 0 },
          { x: 6.5, y: 18 },
        ]),
    ],
    ['deletion', deleteSelected],
    ['clean-up', () => cleanUp({ kind: 'fill-holes' })],
  ])(
    'a %s that waits for the worker is taken back by an undo, and not the step before it',
    async (_, act) => {
      openImage('instances');
      startStroke({ x: 12.5, y: 2.5 }, false)?.finish();
      const before = reviewed();
      useStore.setState({ selection: [1] });
      void act();
      for (let i = 0; i < 3; i++) await nextTurn();
      expect(image()?.canUndo).toBe(true);
      undo();
      await settled();
      expect(reviewed()).toEqual(before);
      expect(timelineOf('a').done).toBe(1);
      expect(unfinishedOf('a')).toHaveLength(0);
    },
  );

  test('another image keeps the stroke that was drawn so far, and drops the click that was not answered', async () => {
    openImage();
    const stop = startSettling();
    void addClick({ at: { x: 6, y: 8 }, belongs: false });
    const stroke = startStroke({ x: 12.5, y: 2.5 }, false);
    const drawn = reviewed();
    setActive(null);
    stop();
    stroke?.moveTo({ x: 12.5, y: 16.5 });
    stroke?.finish();
    await settled();
    expect(reviewed()).toEqual(drawn);
    expect(timelineOf('a').steps.map((step) => step.label)).toEqual(['step.brush']);
    expect(image()?.clicks).toEqual([]);
  });

  test('closing the image ends stroke and click without a trace', async () => {
    openImage();
    void addClick({ at: { x: 6, y: 8 }, belongs: false });
    const stroke = startStroke({ x: 12.5, y: 2.5 }, false);
    await nextTurn();
    closeImage('a');
    stroke?.moveTo({ x: 12.5, y: 16.5 });
    stroke?.finish();
    await settled();
    expect(timelineOf('a').steps).toHaveLength(0);
    expect(unfinishedOf('a')).toHaveLength(0);
    expect(useStore.getState()).toMatchObject({ order: [], isRefining: false, notices: [] });
  });

  test('labels of strokes that were taken back are given again', () => {
    openImage();
    const first = image()?.nextLabel;
    startStroke({ x: 12.5, y: 2.5 }, false)?.cancel();
    expect(image()?.nextLabel).toBe(first);
    startStroke({ x: 12.5, y: 2.5 }, false)?.finish();
    undo();
    expect(image()?.nextLabel).toBe(first);
    redo();
    expect(image()?.nextLabel).toBe((first ?? 0) - 1);
  });
});
