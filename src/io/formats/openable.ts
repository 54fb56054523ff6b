import type { FileKind } from './accept';
import { archives } from './archives';
import { formats } from './formats';

/** Every kind of file that opens. */
export const openable: readonly FileKind[] = [...formats, ...archives];
