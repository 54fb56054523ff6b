import { expect, test } from 'vitest';
import { named } from '@/core/errors';
import { nameFailure } from './failures';

test.each([
  39815880, // a C++ exception as Emscripten throws it
  new Error('39815880'),
  new Error('std::bad_alloc'),
  new Error("Can't create a session. ERROR_CODE: 6, ERROR_MESSAGE: std::bad_alloc"),
  new RangeError('Array buffer allocation failed'),
  new RangeError('WebAssembly.Memory(): could not allocate memory: out of memory'),
  new Error('memory access out of bounds'),
  new Error('Aborted(OOM)'),
  'Out of memory',
])('%s means that memory ran out', (error) => {
  expect(nameFailure(error, 'running lka').name).toBe('OutOfMemory');
});

test('any other error stays itself', () => {
  const error = new Error('invalid input shape');
  expect(nameFailure(error, 'running lka')).toBe(error);
});

test('an error that has a name keeps it, whatever its text', () => {
  const error = named('ModelCorrupt', 'out of memory, says the file');
  expect(nameFailure(error, 'loading')).toBe(error);
});
