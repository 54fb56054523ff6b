import { expect, test } from 'vitest';
import { labelsOf } from '@/testing/ascii';
import { type ErasedRow, partPieces } from './part-pieces';

/** Erases the pixels marked `0` in the second picture, and says how many pixels each piece has. */
function erase(before: string, after: string): { label: number; areas: number[] }[] {
  const was = labelsOf(before);
  const is = labelsOf(after);
  const { width } = was.size;
  const erased: ErasedRow[] = [];
  was.data.forEach((label, i) => {
    const x = i % width;
    if (label !== is.data[i]) erased.push({ y: (i - x) / width, start: x, end: x + 1, label });
  });
  return partPieces(was.size, is.data, erased).map(({ label, pieces }) => ({
    label,
    areas: pieces.map(({ length }) => length),
  }));
}

test('an object that is cut through is in two pieces, the largest first', () => {
  const before = `
    ..........
    .11111111.
    .11111111.
    ..........`;
  const after = `
    ..........
    .11.11111.
    .11.11111.
    ..........`;
  expect(erase(before, after)).toEqual([{ label: 1, areas: [10, 4] }]);
});

test('a cut that does not reach through parts nothing, nor one through an object that hangs together elsewhere', () => {
  const before = `
    11111
    1...1
    11111`;
  expect(erase(before, before.replace('11111', '11.11'))).toEqual([]);
  const corner = `
    ##.
    #..
    ...`;
  expect(erase('##. ### ...'.replaceAll(' ', '\n'), corner)).toEqual([]);
});

test('pieces that touch by their corners are one', () => {
  expect(erase('##.\n###\n.##', '##.\n##.\n..#')).toEqual([]);
});

test('pieces that were apart before are not parted by a stroke that touches both', () => {
  const before = `
    111..111
    111..111`;
  const after = `
    ........
    111..111`;
  expect(erase(before, after)).toEqual([]);
});

test('two cuts through a ring part it once, and each object is parted by itself', () => {
  const before = `
    11111.22222
    1...1.22222
    11111.22222`;
  const after = `
    11.11.22.22
    1...1.22.22
    11.11.22.22`;
  expect(erase(before, after)).toEqual([
    { label: 1, areas: [5, 5] },
    { label: 2, areas: [6, 6] },
  ]);
});

test('a cut that leaves three pieces names all of them', () => {
  expect(erase('1111111', '1.111.1')).toEqual([{ label: 1, areas: [3, 1, 1] }]);
});
