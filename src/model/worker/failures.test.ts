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

test.each([
  'no available backend found. ERR: [wasm] TypeError: Failed to fetch dynamically imported module: https://host/assets/ort.mjs',
  'error loading dynamically imported module: https://host/assets/ort.mjs',
  'Importing a module script failed.',
])('a runtime whose script does not come is unreachable: %s', (text) => {
  expect(nameFailure(new Error(text), 'creating the session of lka')).toMatchObject({
    name: 'ModelUnreachable',
    values: { file: 'ort-wasm-simd-threaded.asyncify.mjs' },
  });
});

test('any other error stays itself', () => {
  const error = new Error('invalid input shape');
  expect(nameFailure(error, 'running lka')).toBe(error);
});

test('an error that has a name keeps it, whatever its text', () => {
  const error = named('ModelCorrupt', 'out of memory, says the file');
  expect(nameFailure(error, 'loading')).toBe(error);
});
