import { expect, test } from 'vitest';
import { ByteLru } from './byte-lru';

test('the longest unused leave first when the budget is spent', () => {
  const lru = new ByteLru<string>(10);
  lru.set('a', 'A', 4);
  lru.set('b', 'B', 4);
  lru.get('a');
  lru.set('c', 'C', 4);
  expect(['a', 'b', 'c'].filter((key) => lru.has(key))).toEqual(['a', 'c']);
});

test('one large value drives out as many as it needs', () => {
  const lru = new ByteLru<string>(10);
  for (const key of ['a', 'b', 'c', 'd', 'e']) lru.set(key, key, 2);
  lru.set('large', 'L', 7);
  expect(['a', 'b', 'c', 'd', 'e'].filter((key) => lru.has(key))).toEqual(['e']);
});

test('the newest stays even when it alone is above the budget', () => {
  const lru = new ByteLru<string>(10);
  lru.set('a', 'A', 4);
  lru.set('huge', 'H', 100);
  expect(lru.get('huge')).toBe('H');
  expect(lru.has('a')).toBe(false);
});

test('replacing and deleting give their bytes back', () => {
  const lru = new ByteLru<string>(10);
  lru.set('a', 'A', 9);
  lru.set('a', 'smaller', 2);
  lru.set('b', 'B', 8);
  expect(lru.get('a')).toBe('smaller');
  lru.delete('a');
  lru.delete('never there');
  lru.set('c', 'C', 2);
  expect(lru.has('b')).toBe(true);
});

test('all keys that begin alike are deleted together', () => {
  const lru = new ByteLru<string>(10);
  for (const key of ['one 1', 'one 2', 'two 1']) lru.set(key, key, 3);
  lru.deletePrefix('one ');
  expect([lru.has('one 1'), lru.has('two 1'), lru.bytes]).toEqual([false, true, 3]);
});
