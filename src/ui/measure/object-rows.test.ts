import { expect, test } from 'vitest';
import type { ObjectTable } from '@/core/measure/measure';
import { OBJECT_COLUMNS, sortRows, summariseAreas, usedClasses } from './object-rows';

/** Three objects: a long one at the border, a round one, and one as large as the first. */
const table: ObjectTable = {
  label: Uint16Array.of(1, 2, 65533),
  areaPx: Uint32Array.of(300, 50, 300),
  centroidX: Float32Array.of(1, 2, 3),
  centroidY: Float32Array.of(1, 2, 3),
  bounds: new Int32Array(12),
  perimeterPx: Float32Array.of(160, 26, 62),
  feretPx: Float32Array.of(78, 9, 21),
  touchesBorder: Uint8Array.of(1, 0, 0),
};

const labels = (rows: Uint32Array): number[] => Array.from(rows, (row) => table.label[row] ?? 0);

const sorted = (column: (typeof OBJECT_COLUMNS)[number], isDescending: boolean, classes = {}) =>
  labels(sortRows(table, classes, { column, isDescending }));

test('each measure sorts by its own numbers', () => {
  expect(sorted('feret', true)).toEqual([1, 65533, 2]);
  expect(sorted('perimeter', false)).toEqual([2, 65533, 1]);
  expect(sorted('circularity', false)).toEqual([1, 2, 65533]);
  expect(sorted('border', true)[0]).toBe(1);
});

test('equal values follow their labels in both directions', () => {
  expect(sorted('area', false)).toEqual([2, 1, 65533]);
  expect(sorted('area', true)).toEqual([1, 65533, 2]);
});

test('objects without a class come last in both directions', () => {
  const classes = { 1: 'stroma', 65533: 'tumour' };
  expect(sorted('class', false, classes)).toEqual([1, 65533, 2]);
  expect(sorted('class', true, classes)).toEqual([65533, 1, 2]);
});

test('no column loses or doubles an object', () => {
  for (const column of OBJECT_COLUMNS) {
    expect(sorted(column, true).sort((a, b) => a - b)).toEqual([1, 2, 65533]);
  }
});

test('the median stays with the many when one object is huge', () => {
  expect(summariseAreas(Uint32Array.of(10, 1000, 14))).toEqual({ meanPx: 1024 / 3, medianPx: 14 });
  expect(summariseAreas(Uint32Array.of(20, 10))).toEqual({ meanPx: 15, medianPx: 15 });
  expect(summariseAreas(new Uint32Array(0))).toEqual({ meanPx: 0, medianPx: 0 });
});

test('areas of a whole slide do not overflow the mean', () => {
  expect(summariseAreas(Uint32Array.of(4e9, 4e9)).meanPx).toBe(4e9);
});

test('a class used twice is offered once', () => {
  expect(usedClasses({ 3: 'tumour', 5: 'stroma', 9: 'tumour' })).toEqual(['stroma', 'tumour']);
});
