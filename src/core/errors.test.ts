import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERROR_NAMES } from './errors';

test('the docs explain every error by its code, and no code that is gone', () => {
  const text = readFileSync('docs/errors.md', 'utf8');
  const explained = [...text.matchAll(/^### (\w+)\n+(\S.*)/gm)].map(([, name]) => name);
  expect(explained.toSorted()).toEqual([...ERROR_NAMES, 'Unknown'].toSorted());
});
