import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Size } from '@/core/types';
import { encodeLabels } from '@/io/exports/labels-png';
import { encodeMask } from '@/io/exports/mask-png';
import { listReadings, readMask } from '@/io/formats/masks/read-mask';
import type { DeriveSettings, Reading } from '@/pixels/protocol';
import { asObjects } from '@/pixels/worker/as-objects';
import { startStroke } from '@/state/edit/brush';
import { undo } from '@/state/edit/undo';
import { forgetHistory } from '@/state/history/history';
import { FIRST_HAND_LABEL } from '@/state/image/labels';
import { arraysOf } from '@/state/image/layers';
import { readFacts } from '@/state/keep/kept-shapes';
import { provideServices } from '@/state/store/services';
import { setRadius, setView, useStore } from '@/state/store/store';
import { openImages, readyImage } from '@/testing/image';
import { answerReading, previewOfChoice } from './mask-question';
import { canReadAgain, dropReference, loadMask, readReferenceAgain } from './reference';

/** Two square nuclei, in the smallest picture that is read. */
const SIZE = { width: 32, height: 32 };
const NUCLEI = Uint16Array.from({ length: 32 * 32 }, (_, i) => {
  const x = i % 32;
  const y = Math.floor(i / 32);
  if (y < 4 || y >= 12) return 0;
  return x >= 4 && x < 12 ? 1 : x >= 20 && x < 28 ? 2 : 0;
});

const image = () => openImages()[0];
const reviewed = () => arraysOf('a')?.reviewed ?? new Uint16Array();
const file = (blob: Blob) => new File([blob], 'saved.png');

/** A fresh session: an image with the model's mask and nothing done yet. */
function openImage(): void {
  forgetHistory('a');
  readyImage('a', SIZE.width, [...NUCLEI]);
  setRadius(0.5);
}

beforeEach(() => {
  const pixels = {
    readMask: async (
      blob: Blob,
      name: string,
      size: Size,
      objects: DeriveSettings['objects'] | null,
      reading: Reading | null,
    ) => {
      const read = await readMask(blob, name, size, reading);
      return { ...read, labels: objects ? asObjects(size, read.labels, objects) : read.labels };
    },
    listReadings,
    compare: async () => null,
  };
  provideServices({ pixels, engine: {} } as unknown as Parameters<typeof provideServices>[0]);
  openImage();
});

/** Paints a pixel beside all nuclei. */
function paintNucleus(x: number, y: number): number {
  startStroke({ x: x + 0.5, y: y + 0.5 }, false)?.finish();
  return reviewed()[y * SIZE.width + x] as number;
}

test('a mask saved of two nuclei and loaded to start from is two nuclei again, and one step', async () => {
  await loadMask(file(await encodeMask(SIZE, NUCLEI)), 'start');
  expect([...reviewed()]).toEqual([...NUCLEI]);
  undo();
  expect(image()).toMatchObject({ canUndo: false, canRedo: true });
});

test('a nucleus painted after labels of another session were loaded is none of those painted there', async () => {
  const painted = [paintNucleus(16, 8), paintNucleus(16, 20)];
  const saved = reviewed().slice();
  const labels = file(await encodeLabels(SIZE, saved));

  openImage();
  await loadMask(labels, 'start');
  expect([...reviewed()]).toEqual([...saved]);
  expect(painted).not.toContain(paintNucleus(8, 20));

  undo();
  undo();
  expect(image()?.nextLabel).toBe(FIRST_HAND_LABEL);
});

test('labels loaded as a reference are compared as they are, and no number is kept from anybody', async () => {
  const labels = Uint16Array.from(NUCLEI, (label) => (label === 2 ? FIRST_HAND_LABEL : label));
  await loadMask(file(await encodeLabels(SIZE, labels)), 'reference');
  expect([...(arraysOf('a')?.reference ?? [])]).toEqual([...labels]);
  expect(image()?.nextLabel).toBe(FIRST_HAND_LABEL);
});

describe('a file that can be read in two ways', () => {
  /** The nuclei dark on white. */
  const inverted = async () =>
    file(
      await encodeMask(
        SIZE,
        NUCLEI.map((label) => (label ? 0 : 1)),
      ),
    );
  const question = () => useStore.getState().maskQuestion;
  const asked = () => vi.waitFor(() => expect(question()).not.toBeNull());

  test('is asked about, the likelier reading proposed, and kept with the reference', async () => {
    const loading = loadMask(await inverted(), 'reference');
    await asked();
    expect(useStore.getState().dialog).toBe('mask-reading');
    expect(question()).toMatchObject({ file: 'saved.png', role: 'reference', proposed: 0 });
    expect(
      question()?.choices.map(({ reading, objectCount }) => [reading.kind, objectCount]),
    ).toEqual([
      ['inverted', 2],
      ['mask', 1],
    ]);
    expect(previewOfChoice(0)?.width).toBe(SIZE.width);
    answerReading(0);
    await loading;
    expect(useStore.getState()).toMatchObject({ dialog: null, maskQuestion: null });
    expect([...(arraysOf('a')?.reference ?? [])]).toEqual([...NUCLEI].map((n) => Math.min(n, 1)));
    expect(image()?.referenceReading).toEqual({
      file: 'saved.png',
      kind: 'inverted',
      value: 0,
      areaPx: 128,
    });
    expect(readFacts({ referenceReading: image()?.referenceReading })).toEqual({
      referenceReading: image()?.referenceReading,
    });
  });

  test('changes nothing when its dialog is closed, or makes way for another', async () => {
    for (const dialog of [null, 'help'] as const) {
      const loading = loadMask(await inverted(), 'start');
      await asked();
      setView({ dialog });
      await loading;
      expect(useStore.getState()).toMatchObject({ dialog, maskQuestion: null });
      expect([...reviewed()]).toEqual([...NUCLEI]);
      expect(image()).toMatchObject({ canUndo: false, mask: { hasReference: false } });
    }
  });

  test('is read differently when the person says so, from the same file', async () => {
    const loading = loadMask(await inverted(), 'reference');
    await asked();
    answerReading(0);
    await loading;
    expect(canReadAgain('a')).toBe(true);
    const again = readReferenceAgain('a');
    await asked();
    answerReading(1);
    await again;
    expect(image()?.referenceReading?.kind).toBe('mask');
    dropReference('a');
    expect(canReadAgain('a')).toBe(false);
    expect(image()).toMatchObject({ mask: { hasReference: false }, referenceReading: null });
  });

  test('starts the mask that is chosen', async () => {
    const loading = loadMask(await inverted(), 'start');
    await asked();
    answerReading(0);
    await loading;
    expect([...reviewed()]).toEqual([...NUCLEI]);
  });
});
