import { beforeEach, expect, test } from 'vitest';
import { deriveObjects } from '@/core/objects/derive-objects';
import { forgetHistory, timelineOf } from '@/state/history/history';
import { arraysOf } from '@/state/image/layers';
import { provideServices } from '@/state/store/services';
import { imageById, setActive, useStore } from '@/state/store/store';
import { documentOf, readyImage } from '@/testing/image';
import { adjustSettings, endAdjusting } from './threshold';
import { undo } from './undo';

const LABELS = Array.from({ length: 64 }, (_, i) => (i % 8 > 2 ? 1 : 0));
const image = (id: string) => imageById(id);

beforeEach(() => {
  endAdjusting();
  for (const id of ['a', 'b']) forgetHistory(id);
  const images = ['a', 'b'].map((id) => readyImage(id, 8, LABELS));
  useStore.setState({ ...documentOf(images), activeId: 'a' });
  const pixels = {
    async derive(id: string, settings: Parameters<typeof deriveObjects>[3]) {
      const own = arraysOf(id);
      if (!own) throw new Error(`no arrays of ${id}`);
      return deriveObjects(own.size, own.probability, null, { ...settings, objects: 'region' });
    },
  };
  provideServices({ pixels, engine: {} } as unknown as Parameters<typeof provideServices>[0]);
});

test('a slider that is dragged makes one step, and the next drag another', async () => {
  for (const threshold of [0.55, 0.6, 0.9]) await adjustSettings({ threshold });
  endAdjusting();
  await adjustSettings({ threshold: 0.3 });
  expect(timelineOf('a').steps).toHaveLength(2);
  undo();
  expect(image('a')?.settings.threshold).toBe(0.9);
  undo();
  expect(image('a')?.settings.threshold).toBe(0.5);
});

test('an undo while a slider is held begins a new step at the next move', async () => {
  await adjustSettings({ threshold: 0.6 });
  undo();
  await adjustSettings({ threshold: 0.7 });
  expect(timelineOf('a').steps).toHaveLength(1);
  expect(timelineOf('a').steps[0]?.settings?.before.threshold).toBe(0.5);
});

test('a slider held while the image changes adjusts the new image by a step of its own', async () => {
  await adjustSettings({ threshold: 0.9 });
  setActive('b');
  await adjustSettings({ threshold: 0.8 });
  expect(timelineOf('b').steps[0]?.settings?.before.threshold).toBe(0.5);
  expect(image('a')?.settings.threshold).toBe(0.9);
});

test('a threshold above every probability leaves no object, and both images get their own', async () => {
  const first = adjustSettings({ threshold: 0.9 });
  setActive('b');
  const second = adjustSettings({ threshold: 0.6 });
  await Promise.all([first, second]);
  expect(image('a')?.mask?.ai.areaPx).toBe(0);
  expect(image('b')?.mask?.ai.areaPx).toBe(40);
});
