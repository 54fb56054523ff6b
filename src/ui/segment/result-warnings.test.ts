import { expect, test } from 'vitest';
import type { ResultFacts } from '@/state/store/document-slice';
import { resultWarnings } from './result-warnings';

const sure: ResultFacts = {
  modality: {
    name: 'dermoscopy',
    chosenBy: 'model',
    probabilities: [0.96, 0.01, 0.01, 0.01, 0.01, 0],
    views: 1,
    agreeing: 1,
  },
  familiarity: {
    isUnfamiliar: false,
    distanceRatio: 0.4,
    residualRatio: 0.5,
    familiarMargin: 2,
  },
  predictedIou: 0.91,
  mode: 'whole',
  scale: 1,
  scaleReason: 'native',
  tiles: 1,
  modelVersion: '3.0.0',
  engine: 'wasm',
  threads: 4,
  times: { lkaMs: 320, cpMs: 7, msfMs: 50, pixelsMs: 4, blendMs: 8, totalMs: 389 },
  elapsedMs: 420,
};

test('a familiar picture with a sure modality and mask has no warning', () => {
  expect(resultWarnings(sure)).toEqual([]);
});

test('an unfamiliar picture and a mask that the model doubts are both told', () => {
  const result = {
    ...sure,
    predictedIou: 0.59,
    familiarity: { ...sure.familiarity, isUnfamiliar: true },
  };
  expect(resultWarnings(result)).toEqual(['warning.unfamiliar', 'warning.lowIou']);
});

test('a modality below 70 % is called a guess', () => {
  const modality = { ...sure.modality, probabilities: [0.69, 0.31, 0, 0, 0, 0] };
  expect(resultWarnings({ ...sure, modality })).toEqual(['warning.modalityGuess']);
});

test('views that disagree on the modality are told', () => {
  const modality = { ...sure.modality, views: 6, agreeing: 4 };
  expect(resultWarnings({ ...sure, modality })).toEqual(['warning.modalitySplit']);
});

test("a person's choice of modality is not doubted", () => {
  const modality = {
    ...sure.modality,
    chosenBy: 'person' as const,
    probabilities: [0.5, 0.5, 0, 0, 0, 0],
    views: 6,
    agreeing: 3,
  };
  expect(resultWarnings({ ...sure, modality })).toEqual([]);
});
