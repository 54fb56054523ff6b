import { createEmitter } from '@/core/emitter';
import type { ImagePoint } from '@/core/types';

/** The line that a tool is drawing, for the interaction layer. */
export interface LinePreview {
  readonly points: readonly ImagePoint[];
  readonly isClosed: boolean;
}

let line: LinePreview | null = null;
const changed = createEmitter<[]>();

/** The line being drawn; `null` while none is. */
export function linePreview(): LinePreview | null {
  return line;
}

/** Replaces the line being drawn and tells its listeners. */
export function showLine(next: LinePreview | null): void {
  line = next;
  changed.emit();
}

/** Calls `listener` after each change. @returns stops it */
export const onLineChanged = changed.on;
