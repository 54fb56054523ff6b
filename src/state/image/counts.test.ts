import { beforeEach, expect, test } from 'vitest';
import { runsOfLabels } from '@/core/labels/runs';
import { startStroke } from '@/state/edit/brush';
import { classifySelected } from '@/state/edit/objects';
import { backToAi } from '@/state/edit/replace';
import { setRadius, useStore } from '@/state/store/store';
import { entryOfNuclei as image, LABELS, openNuclei, SIZE } from '@/testing/nuclei';
import { countReviewed } from './counts';
import { replaceAi } from './layers';

beforeEach(openNuclei);

test('only pixels unlike the AI count as edited, and all that a person went over as set by hand', async () => {
  setRadius(0.5);
  startStroke({ x: 6.5, y: 8.5 }, false)?.finish();
  startStroke({ x: 20.5, y: 9.5 }, true)?.finish();
  await countReviewed('a');
  expect(image()?.mask).toMatchObject({ editedPx: 1, byHandPx: 2 });
  backToAi('a');
  await countReviewed('a');
  expect(image()?.mask).toMatchObject({ editedPx: 0, byHandPx: 0 });
});

test('objects that are gone are deselected, and keep their class for an undo', async () => {
  useStore.setState({ selection: [1, 2], hoveredLabel: 2 });
  classifySelected('tumour');
  replaceAi(
    'a',
    runsOfLabels(
      SIZE,
      Uint16Array.from(LABELS, (label) => (label === 2 ? 0 : label)),
    ),
  );
  await countReviewed('a');
  expect(useStore.getState()).toMatchObject({ selection: [1], hoveredLabel: 0 });
  setRadius(5);
  startStroke({ x: 6, y: 8 }, true)?.finish();
  await countReviewed('a');
  expect(useStore.getState().selection).toEqual([]);
  expect(image()?.classes).toEqual({ 1: 'tumour', 2: 'tumour' });
});
