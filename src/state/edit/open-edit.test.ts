import { beforeEach, expect, test } from 'vitest';
import { runsOfLabels } from '@/core/labels/runs';
import { replaceAi } from '@/state/image/layers';
import { setRadius } from '@/state/store/store';
import { LABELS, openNuclei, arraysOfNuclei as own, SIZE, WIDTH } from '@/testing/nuclei';
import { startStroke } from './brush';
import { applyLasso } from './lasso';
import { startEdit } from './open-edit';
import { backToAi } from './replace';
import { undo } from './undo';

beforeEach(openNuclei);

test('the AI labels themselves are never written to', () => {
  setRadius(2);
  const stroke = startStroke({ x: 6, y: 8 }, true);
  stroke?.moveTo({ x: 20, y: 9 });
  stroke?.finish();
  expect(Array.from(own().ai)).toEqual(LABELS);
});

test('hand-made decisions stay on top of new AI labels', () => {
  const at = 8 * WIDTH + 6;
  const edit = startEdit('a', 'step.erase');
  edit.willChange({ x: 6, y: 8, width: 1, height: 1 });
  edit.writeRow(8, 6, 7, 0);
  edit.finish();
  replaceAi(
    'a',
    runsOfLabels(
      SIZE,
      Uint16Array.from(LABELS, () => 1),
    ),
  );
  expect(own().reviewed[at]).toBe(0);
  expect(own().reviewed[at + 1]).toBe(1);
  undo();
  expect(own().reviewed[at]).toBe(1);
});

test('what a brush, lasso or eraser went over stays as it was set, also where the AI agreed at the time', () => {
  setRadius(1.5);
  startStroke({ x: 6.5, y: 8.5 }, false)?.finish();
  startStroke({ x: 12.5, y: 2.5 }, true)?.finish();
  applyLasso(
    [
      { x: 18, y: 7 },
      { x: 22, y: 7 },
      { x: 22, y: 11 },
      { x: 18, y: 11 },
    ],
    false,
  );
  expect(Array.from(own().reviewed)).toEqual(LABELS);
  replaceAi('a', runsOfLabels(SIZE, new Uint16Array(LABELS.length)));
  expect(own().reviewed[8 * WIDTH + 6]).toBe(1);
  expect(own().reviewed[8 * WIDTH + 3]).toBe(0);
  expect(own().reviewed[9 * WIDTH + 20]).toBe(2);
  expect(own().reviewed[9 * WIDTH + 23]).toBe(0);
  replaceAi('a', runsOfLabels(SIZE, new Uint16Array(LABELS.length).fill(1)));
  expect(own().reviewed[2 * WIDTH + 12]).toBe(0);
  backToAi('a');
  expect(own().reviewed.every((label) => label === 1)).toBe(true);
  undo();
  expect(own().reviewed[2 * WIDTH + 12]).toBe(0);
});
