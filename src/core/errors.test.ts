import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERROR_NAMES, nameOutOfMemory } from './errors';

test('the docs explain every error by its code, and no code that is gone', () => {
  const text = readFileSync('docs/errors.md', 'utf8');
  const explained = [...text.matchAll(/^### (\w+)\n+(\S.*)/gm)].map(([, name]) => name);
  expect(explained.toSorted()).toEqual([...ERROR_NAMES, 'Unknown'].toSorted());
});

test('an array that gets no memory is an error for want of memory, another range error is not', () => {
  const refused = new RangeError('Array buffer allocation failed');
  expect(nameOutOfMemory(refused)).toMatchObject({ name: 'OutOfMemory' });
  const mistake = new RangeError('Instances need basins.');
  expect(nameOutOfMemory(mistake)).toBe(mistake);
});
