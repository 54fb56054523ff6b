import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import type { ModelFile } from '../src/model/contract.ts';

/** Name, size and hash of the runtime that is built in, for the check after its download. */
export function engineFile(): ModelFile {
  const path = createRequire(import.meta.url).resolve(
    'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm',
  );
  const bytes = readFileSync(path);
  return {
    file: basename(path),
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}
