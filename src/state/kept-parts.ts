import type { KeptState } from './kept-state';

/** What an image is shown again from; the arrays are still compressed and not trusted. */
export interface KeptParts {
  readonly id: string;
  readonly file: File;
  readonly state: KeptState;
  readonly maps: Blob | null;
  readonly reference: Blob | null;
}

/** Listed images whose mask is not shown yet: their work is here and not in the arrays. */
const waiting = new Map<string, KeptParts>();

export function waitingParts(imageId: string): KeptParts | undefined {
  return waiting.get(imageId);
}

export function setWaitingParts(parts: KeptParts): void {
  waiting.set(parts.id, parts);
}

export function dropWaitingParts(imageId: string): void {
  waiting.delete(imageId);
}
