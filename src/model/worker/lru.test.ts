import { expect, test } from 'vitest';
import { Lru } from './lru';

const lru = (limit: number) => new Lru<string>(limit, (value) => value.length);

test('what was used longest ago leaves first', () => {
  const cache = lru(6);
  cache.set('a', 'xx');
  cache.set('b', 'xx');
  cache.set('c', 'xx');
  cache.get('a');
  cache.set('d', 'xx');
  expect(['a', 'b', 'c', 'd'].filter((key) => cache.get(key))).toEqual(['a', 'c', 'd']);
  expect(cache.bytes).toBe(6);
});

test('one value above the limit stays, alone', () => {
  const cache = lru(3);
  cache.set('a', 'x');
  cache.set('b', 'xxxxx');
  expect(cache.get('a')).toBeUndefined();
  expect(cache.get('b')).toBe('xxxxx');
});

test('a value set again counts once', () => {
  const cache = lru(10);
  cache.set('a', 'xxxx');
  cache.set('a', 'xx');
  expect(cache.bytes).toBe(2);
});

test('deletePrefix forgets all that begins alike', () => {
  const cache = lru(10);
  cache.set('one 1', 'x');
  cache.set('one 2', 'x');
  cache.set('two 1', 'x');
  cache.deletePrefix('one ');
  expect([cache.get('one 1'), cache.get('two 1'), cache.bytes]).toEqual([undefined, 'x', 1]);
});
