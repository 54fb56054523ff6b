import { beforeEach, expect, test } from 'vitest';
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
import { provideServices } from '@/state/store/services';
import { setRadius } from '@/state/store/store';
import { openImages, readyImage } from '@/testing/image';
import { loadMask } from './reference';

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
