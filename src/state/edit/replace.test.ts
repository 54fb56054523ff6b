import { beforeEach, expect, test } from 'vitest';
import { setRadius } from '@/state/store/store';
import {
  HEIGHT,
  entryOfNuclei as image,
  LABELS,
  openNuclei,
  arraysOfNuclei as own,
  WIDTH,
} from '@/testing/nuclei';
import { startStroke } from './brush';
import { backToAi, replaceLabels } from './replace';
import { undo } from './undo';

beforeEach(openNuclei);

function stroke(x: number, y: number, erases = false): void {
  setRadius(2);
  startStroke({ x, y }, erases)?.finish();
}

test('back to the AI mask is one step, and undone it brings the edits back', () => {
  stroke(6, 8, true);
  stroke(12, 3);
  const edited = Array.from(own().reviewed);
  backToAi('a');
  expect(Array.from(own().reviewed)).toEqual(LABELS);
  undo();
  expect(Array.from(own().reviewed)).toEqual(edited);
});

test('making pixels what they are already leaves them untouched', () => {
  replaceLabels('a', { x: 0, y: 0, width: WIDTH, height: HEIGHT }, 'step.lasso', (before) =>
    before.slice(),
  );
  expect(own().edits?.some((edit) => edit > 0)).toBe(false);
  expect(image()?.canUndo).toBe(false);
});
