import { expect, test } from 'vitest';
import { WEIGHTS } from '@/state/store/model-facts';
import { describeModel, isOfOtherModel } from './describe-model';

test('a mask is said to be of the model that made it, whatever the app has now', () => {
  expect(describeModel({ modelVersion: '7.1.0' })).toBe('Model 7.1.0');
  expect(isOfOtherModel({ modelVersion: '7.1.0' })).toBe(true);
});

test('a mask that was kept without its model is said to be older than the first that was kept', () => {
  expect(describeModel({ modelVersion: null })).toBe('A model before version 3.0.0');
  expect(isOfOtherModel({ modelVersion: null })).toBe(true);
});

test('without a mask the model is the one of the app', () => {
  expect(describeModel(null)).toBe(`Model ${WEIGHTS.version}`);
  expect(isOfOtherModel({ modelVersion: WEIGHTS.version })).toBe(false);
});
