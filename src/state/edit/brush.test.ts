import { beforeEach, expect, test } from 'vitest';
import { MAX_BASIN_LABEL } from '@/core/types';
import { unfinishedOf } from '@/state/history/unfinished';
import { setRadius, updateImage } from '@/state/store/store';
import { entryOfNuclei as image, openNuclei, arraysOfNuclei as own, WIDTH } from '@/testing/nuclei';
import { startStroke } from './brush';

beforeEach(openNuclei);

test('a brush that starts on a nucleus extends it and does not paint over its neighbour', () => {
  setRadius(3);
  const stroke = startStroke({ x: 6, y: 8 }, false);
  stroke?.moveTo({ x: 22, y: 9 });
  stroke?.finish();
  expect(own().reviewed[8 * WIDTH + 12]).toBe(1);
  expect(own().reviewed[9 * WIDTH + 20]).toBe(2);
});

test('a brush that starts beside all objects makes a new one', () => {
  setRadius(1);
  startStroke({ x: 12.5, y: 2.5 }, false)?.finish();
  const label = own().reviewed[2 * WIDTH + 12] as number;
  expect([0, 1, 2]).not.toContain(label);
});

test('a brush that finds no number for a new nucleus leaves nothing begun', () => {
  updateImage('a', { nextLabel: MAX_BASIN_LABEL });
  expect(() => startStroke({ x: 12.5, y: 2.5 }, false)).toThrow(
    expect.objectContaining({ name: 'TooManyObjects' }),
  );
  expect(unfinishedOf('a')).toEqual([]);
  expect(image()).toMatchObject({ canUndo: false, nextLabel: MAX_BASIN_LABEL });
});
