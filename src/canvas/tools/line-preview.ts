import type { ImagePoint } from '@/core/types';

/** The line that a tool is drawing, for the interaction layer. */
export interface LinePreview {
  readonly points: readonly ImagePoint[];
  readonly isClosed: boolean;
}

let line: LinePreview | null = null;
const listeners = new Set<() => void>();

/** The line being drawn; `null` while none is. */
export function linePreview(): LinePreview | null {
  return line;
}

/** Replaces the line being drawn and tells who draws it. */
export function showLine(next: LinePreview | null): void {
  line = next;
  for (const listener of listeners) listener();
}

/** Calls `listener` after each change. @returns stops it */
export function onLineChanged(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
