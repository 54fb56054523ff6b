import type { Renumbering } from '@/core/objects/follow-objects';
import type { Size } from '@/core/types';
import type { Timeline } from '@/state/history/history';
import type { ImageEntry, LabelFacts, ResultFacts } from '@/state/store/document-slice';

/**
 * What a person chose about an image, and what follows from it. Work of an earlier version may
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

/** What the journal of an image adds up to: as small as it is kept. */
export interface KeptState {
  readonly facts: KeptFacts;
  /** `null` until there was a mask. */
  readonly prediction: KeptPrediction | null;
  /** The edits layer in runs of the whole image; `null` until the first edit. */
  readonly edits: Uint16Array | null;
  /** The owners layer likewise; `null` until objects were first deleted, merged or split. */
  readonly owners: Uint16Array | null;
  readonly line: Timeline;
  /** Steps done since the image was opened, also those that can no longer be undone. */
  readonly stepsDone: number;
}

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
