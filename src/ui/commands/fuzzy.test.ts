import { expect, test } from 'vitest';
import { fuzzyScore } from './fuzzy';

function ranked(query: string, texts: readonly string[]): string[] {
  return texts
    .map((text) => ({ text, score: fuzzyScore(query, text) }))
    .filter((row): row is { text: string; score: number } => row.score !== null)
    .sort((a, b) => b.score - a.score)
    .map((row) => row.text);
}

test('letters must all be there, in order', () => {
  expect(fuzzyScore('zin', 'Zoom in')).not.toBeNull();
  expect(fuzzyScore('niz', 'Zoom in')).toBeNull();
  expect(fuzzyScore('zoomx', 'Zoom in')).toBeNull();
});

test('an empty query leaves every text in place', () => {
  expect(ranked('', ['Undo', 'Accept', 'Zoom in'])).toEqual(['Undo', 'Accept', 'Zoom in']);
});

test('initials of words win over letters scattered within words', () => {
  expect(ranked('fh', ['Refresh', 'Fill holes'])).toEqual(['Fill holes', 'Refresh']);
});

test('letters together win over the same letters apart', () => {
  expect(ranked('zoom', ['Zip old overlays masked', 'Zoom out'])[0]).toBe('Zoom out');
});

test('capitals and spaces in the query do not matter', () => {
  expect(fuzzyScore('ZOOM in', 'Zoom in')).toBe(fuzzyScore('zoomin', 'Zoom in'));
});

test('of equal matches the shorter text comes first', () => {
  expect(ranked('fill', ['Fill holes of the mask', 'Fill'])).toEqual([
    'Fill',
    'Fill holes of the mask',
  ]);
});
