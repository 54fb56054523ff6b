import { beforeEach, expect, test } from 'vitest';
import { runsOfLabels } from '@/core/labels/runs';
import { startStroke } from '@/state/edit/brush';
import { classifySelected } from '@/state/edit/objects';
import { adjustSettings, endAdjusting } from '@/state/edit/threshold';
import { redo, undo } from '@/state/edit/undo';
import { forgetHistory } from '@/state/history/history';
import { provideServices } from '@/state/store/services';
import { useStore } from '@/state/store/store';
import { openImages, readyImage } from '@/testing/image';
import { decide } from './review';

const LABELS = Array.from({ length: 64 }, (_, i) => (i % 8 > 2 ? 1 : 0));
const decision = () => openImages()[0]?.decision;

beforeEach(() => {
  endAdjusting();
  forgetHistory('a');
  readyImage('a', 8, LABELS);
  useStore.setState({ notices: [] });
  const runs = runsOfLabels({ width: 8, height: 8 }, Uint16Array.from(LABELS));
  const derived = { runs, objectCount: 1, areaPx: 40 };
  const services = { pixels: { derive: async () => derived }, engine: {} };
  provideServices(services as unknown as Parameters<typeof provideServices>[0]);
});

const stroke = () => startStroke({ x: 1.5, y: 1.5 }, false)?.finish();

test('an accepted mask that is painted on is open again, and the person is told', () => {
  decide('accepted');
  stroke();
  expect(decision()).toBe('open');
  expect(useStore.getState().notices.map(({ message }) => message)).toEqual(['notice.reopened']);
});

test('an undo or a redo after acceptance opens the image too', () => {
  stroke();
  decide('accepted');
  undo();
  expect(decision()).toBe('open');
  decide('accepted');
  redo();
  expect(decision()).toBe('open');
});

test('a threshold moved after acceptance opens the image', async () => {
  decide('accepted');
  await adjustSettings({ threshold: 0.7 });
  expect(decision()).toBe('open');
});

test('a stroke taken back, a change of class and other decisions leave the decision alone', () => {
  decide('accepted');
  startStroke({ x: 1.5, y: 1.5 }, false)?.cancel();
  useStore.setState({ selection: [1] });
  classifySelected('tumour');
  expect(decision()).toBe('accepted');
  decide('rejected');
  stroke();
  expect(decision()).toBe('rejected');
});
