import { expect, test } from 'vitest';
import { lastFailures, recordFailure } from './last-failures';

test('names of a person’s files and free text stay out, the app’s own files and numbers stay in', () => {
  recordFailure('FileTruncated', { file: 'Jane Doe.png', bytes: 12, looksLike: 'Jane' });
  recordFailure('ModelCorrupt', { file: 'lka-encoder.onnx' });
  recordFailure('EngineUnavailable', { engine: 'webgpu', reason: 'cannot read Jane Doe.png' });
  const [file, model, engine] = lastFailures().slice(-3);
  expect(file).toMatchObject({ name: 'FileTruncated', values: { bytes: 12 } });
  expect(model?.values).toEqual({ file: 'lka-encoder.onnx' });
  expect(engine?.values).toEqual({ engine: 'webgpu' });
  expect(JSON.stringify(lastFailures())).not.toContain('Jane');
});

test('of an unknown error its places in the program are kept, without its message', () => {
  const stack = [
    'TypeError: Jane Doe.png is odd',
    '    at open (https://host/app/assets/index-Bq6A.js:10:20)',
    'read@https://host/app/assets/worker-1.js:3:4',
  ].join('\n');
  recordFailure('TypeError', {}, stack);
  expect(lastFailures().at(-1)?.places).toEqual(['index-Bq6A.js:10:20', 'worker-1.js:3:4']);
});

test('only the newest are kept', () => {
  for (let n = 0; n < 100; n++) recordFailure('BadOutput', { n });
  const kept = lastFailures();
  expect(kept.length).toBeLessThanOrEqual(20);
  expect(kept.at(-1)?.values).toEqual({ n: 99 });
});
