import fc from 'fast-check';
import { expect, test } from 'vitest';
import { draw, labelsOf, rows } from '@/testing/ascii';
import { followObjects, renumber } from './follow-objects';

/** The new labels as they are shown after the old ones. */
function followed(before: string, after: string, named: readonly number[] = []): string[] {
  const old = labelsOf(before);
  const { size, data } = labelsOf(after);
  renumber(data, followObjects(old.data, data, named, Math.max(...data)));
  return draw(size, data);
}

test('objects keep their numbers when the new labelmap counts another one before them', () => {
  const before = `
    . . . . . 1 1 .
    2 2 . . . 1 1 .
    2 2 . . . . . .
  `;
  const after = `
    1 1 1 . . 2 2 2
    . . . . . 2 2 .
    3 3 . . . . . .
  `;
  const shown = followed(before, after);
  expect(shown.slice(1)).toEqual(
    rows(`
      . . . . . 1 1 .
      2 2 . . . . . .
    `),
  );
  // The new one at the top left has a number that nothing else had.
  expect(labelNumbers(before, after)[0]).toBe(3);
});

function labelNumbers(
  before: string,
  after: string,
  named: readonly number[] = [],
  highestOwn?: number,
): number[] {
  const { data } = labelsOf(after);
  const highest = highestOwn ?? Math.max(...data);
  renumber(data, followObjects(labelsOf(before).data, data, named, highest));
  return Array.from(data);
}

test('of two objects that were one, the larger part goes on as it', () => {
  expect(labelNumbers('2 2 2 2 2 2', '1 1 . 2 2 2')).toEqual([1, 1, 0, 2, 2, 2]);
  expect(labelNumbers('1 1 1 1 1 1', '1 1 . 2 2 2').slice(3)).toEqual([1, 1, 1]);
});

test('an object that merely touches an old one is another', () => {
  const [number] = labelNumbers('1 1 1 1 . . . .', '. . . 1 1 1 1 1').slice(3);
  expect(number).toBe(2);
});

test('a number that a class or an undoable step names goes to nobody else', () => {
  expect(labelNumbers('. . . 2 2', '1 1 . 2 2', [1])).toEqual([3, 3, 0, 2, 2]);
});

test('a further object gets the next number above all, also above those of a lower threshold', () => {
  expect(labelNumbers('1 1 . . .', '. . . 1 1', [], 6)).toEqual([0, 0, 0, 7, 7]);
  expect(labelNumbers('1 1 . . .', '. . . 1 1', [7, 8], 6)).toEqual([0, 0, 0, 9, 9]);
});

test('without an object before, numbers stay as they are', () => {
  expect(labelNumbers('. . . .', '1 1 . 2')).toEqual([1, 1, 0, 2]);
});

test('whatever there was and is, different objects have different numbers', () => {
  const labels = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 40, maxLength: 40 });
  fc.assert(
    fc.property(labels, labels, fc.array(fc.integer({ min: 1, max: 6 })), (was, is, named) => {
      const after = Uint16Array.from(is);
      renumber(after, followObjects(Uint16Array.from(was), after, named, 6));
      const numberOf = new Map(is.map((label, i) => [label, after[i] as number]));
      expect(is.every((label, i) => after[i] === numberOf.get(label))).toBe(true);
      expect(new Set(numberOf.values()).size).toBe(numberOf.size);
      expect(is.every((label, i) => (label === 0) === (after[i] === 0))).toBe(true);
    }),
  );
});
