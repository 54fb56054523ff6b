import type { Renumbering } from '@/core/objects/follow-objects';
import type { Size } from '@/core/types';
import type { Timeline } from '@/state/history/history';
import type { ImageEntry, LabelFacts, ResultFacts } from '@/state/store/document-slice';

/**
 * The user's choices about an image, and what follows from them. Work of an earlier version may
 * lack some.
 */
export type KeptFacts = Partial<
  Pick<
    ImageEntry,
    | 'frame'
    | 'modality'
    | 'spacing'
    | 'settings'
    | 'clicks'
    | 'classes'
    | 'nextLabel'
    | 'window'
    | 'decision'
    | 'note'
    | 'referenceReading'
  >
>;

/** A prediction without its arrays. */
export interface KeptPrediction {
  readonly size: Size;
  readonly result: ResultFacts;
  readonly ai: LabelFacts;
  /** See `ImageArrays`; work of an earlier version has none. */
  readonly renumbering?: Renumbering | null;
}

/** The sum of an image's journal, compressed as on disk. */
export interface KeptState {
  readonly facts: KeptFacts;
  /** `null` until there was a mask. */
  readonly prediction: KeptPrediction | null;
  /** The edits layer in runs of the whole image; `null` until the first edit. */
  readonly edits: Uint16Array | null;
  /** The owners layer in runs; `null` until objects were first deleted, merged or split. */
  readonly owners: Uint16Array | null;
  readonly line: Timeline;
  /** Steps done since the image was opened, including those that can no longer be undone. */
  readonly stepsDone: number;
}

/** Everything needed to show an image again. The arrays are still compressed and unchecked. */
export interface KeptParts {
  readonly id: string;
  readonly file: File;
  readonly state: KeptState;
  readonly maps: Blob | null;
  readonly reference: Blob | null;
}

/** Listed images whose mask is not shown yet: their work is here, not in the arrays. */
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
