import { expect, test } from 'vitest';
import { describeObjects } from '@/core/measure/measure';
import type { MeasuredObjects } from '@/state/measure/measure-objects';
import { setView, updateImage, updateMask, useStore } from '@/state/store/store';
import { readyImage } from '@/testing/image';
import { describeCanvas } from './describe-canvas';

/** Shows a labelmap on the canvas and measures it as the pixel worker would. */
function shown(width: number, labels: readonly number[]): MeasuredObjects {
  const { id, mask, facts } = readyImage('slide', width, labels);
  const table = describeObjects(facts.size, Uint16Array.from(labels));
  return { imageId: id, revision: mask.revision, table, failure: null };
}

const say = (measured: MeasuredObjects | null) => describeCanvas(useStore.getState(), measured);

test('nothing is said to be touching before it is measured', () => {
  shown(4, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect(say(null)).toBe('slide.png: 1 nucleus, 8.3 % of the image');
});

test('an object that is cut off by the edge is said to be', () => {
  const measured = shown(4, [0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0]);
  expect(say(measured)).toBe('slide.png: 1 nucleus, 16.7 % of the image, touching the edge');
});

test('an object inside the image touches nothing', () => {
  const measured = shown(4, [0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
  expect(say(measured)).toBe('slide.png: 1 nucleus, 16.7 % of the image, touching no edge');
});

test('of several objects those at the edge are counted', () => {
  const measured = shown(5, [1, 0, 0, 0, 2, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0]);
  expect(say(measured)).toBe('slide.png: 3 nuclei, 20 % of the image, 2 touching an edge');
});

test('what was measured before a change is not said of the mask after it', () => {
  const measured = shown(4, [0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0]);
  updateMask('slide', { revision: measured.revision + 1 });
  expect(say(measured)).not.toContain('touching');
});

test('the decision on a mask is said, and that the model is at work on it', () => {
  const measured = shown(4, [0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
  updateImage('slide', { decision: 'flagged' });
  setView({ isRefining: true });
  expect(say(measured)).toBe(
    'slide.png: 1 nucleus, 16.7 % of the image, touching no edge, flagged, the model is at work on it',
  );
  setView({ isRefining: false });
});

test('what is selected is said, with the class of a single one', () => {
  const measured = shown(4, [0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0]);
  setView({ selection: [1] });
  expect(say(measured)).toMatch(/1 touching an edge, number 1 selected$/);
  updateImage('slide', { classes: { 1: 'lymphocyte' } });
  expect(say(measured)).toMatch(/, number 1, lymphocyte, selected$/);
  setView({ selection: [1, 2] });
  expect(say(measured)).toMatch(/, 2 selected$/);
  setView({ selection: [] });
});

test('an empty mask is said to be empty', () => {
  expect(say(shown(4, [0, 0, 0, 0]))).toBe('slide.png: no object was found');
});
