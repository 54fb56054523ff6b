import type { Click, IntensityWindow, PixelSpacing } from '@/core/types';
import type { ModalityName } from '@/model/contract';
import type {
  Engine,
  Familiarity,
  ModalityVote,
  ScaleReason,
  SegmentProgress,
  StageTimes,
} from '@/model/protocol';
import type { Comparison, DeriveSettings, ImageFacts, Reading } from '@/pixels/protocol';
import type { Failure } from '@/state/failures/failure-shape';

export type { SegmentProgress };

export type ImagePhase =
  | 'opening' // the file is being read
  | 'waiting' // decoded, in the queue
  | 'segmenting'
  | 'waking' // its mask rests; the arrays are being made again
  | 'ready'
  | 'cancelled'
  | 'failed';

/** A prediction without its arrays. */
export interface ResultFacts {
  readonly modality: ModalityVote;
  readonly familiarity: Familiarity;
  readonly predictedIou: number;
  readonly mode: 'whole' | 'tiled';
  readonly scale: number;
  readonly scaleReason: ScaleReason;
  readonly tiles: number;
  /**
   * Version of the weights that made the AI's mask; `null` in work of an app that did not keep it:
   * they are older than `FIRST_KEPT_WEIGHTS`.
   */
  readonly modelVersion: string | null;
  readonly engine: Engine;
  readonly threads: number;
  readonly times: StageTimes;
  /** From the start of the job to labels on the page. */
  readonly elapsedMs: number;
}

/**
 * A new run of the model on an image that has a mask, with this modality and pixel size. The mask
 * and everything that belongs to it stay until the new one replaces it.
 */
export interface Rerun extends Pick<ImageEntry, 'modality' | 'spacing'> {
  /** `false` while it waits. */
  readonly isRunning: boolean;
}

export type Decision = 'open' | 'accepted' | 'rejected' | 'flagged';

/** Numbers of a labelmap that is on the page. */
export interface LabelFacts {
  readonly objectCount: number;
  readonly areaPx: number;
}

/** What the file of a reference was taken for. */
export interface ReferenceReading extends Reading {
  readonly file: string;
  readonly areaPx: number;
}

/** What there is of an image only with a mask. Without arrays, which are in image/layers.ts. */
export interface MaskFacts {
  /** The run of the model that made it. */
  readonly result: ResultFacts;
  readonly ai: LabelFacts;
  readonly reviewed: LabelFacts;
  /** Pixels where the reviewed labelmap differs from the AI's. */
  readonly editedPx: number;
  /** Pixels that the user set by hand, also where they agree with the AI. */
  readonly byHandPx: number;
  /** Overlap of AI and reviewed mask, 0–1; 1 where both are empty. */
  readonly diceToAi: number;
  readonly hasReference: boolean;
  /** The reviewed mask compared with a loaded reference; `null` without one. */
  readonly againstReference: Comparison | null;
  /** Grows with every change of this image's arrays. */
  readonly revision: number;
}

/** A mask as the model made it: nothing is edited, and no reference loaded. */
export function untouchedMask(result: ResultFacts, ai: LabelFacts): MaskFacts {
  return {
    result,
    ai,
    reviewed: ai,
    editedPx: 0,
    byHandPx: 0,
    diceToAi: 1,
    hasReference: false,
    againstReference: null,
    revision: 0,
  };
}

export interface ImageEntry {
  readonly id: string;
  readonly name: string;
  /** Which picture of its file it is, from 0 on. */
  readonly frame: number;
  readonly bytes: number;
  /** Object URL of a small preview; `null` until the file is decoded. */
  readonly thumbnailUrl: string | null;
  readonly facts: ImageFacts | null;
  readonly phase: ImagePhase;
  /** Only an image that is `ready` has one. */
  readonly rerun: Rerun | null;
  readonly failure: Failure | null;
  /**
   * `null` until the model has made a mask. It is there while the image wakes, and while the model runs
   * again; `selectReadyImage` says whether there are arrays to edit.
   */
  readonly mask: MaskFacts | null;
  /** The modality that the user asked for; `auto` lets the model choose. */
  readonly modality: ModalityName | 'auto';
  readonly spacing: PixelSpacing | null;
  readonly settings: DeriveSettings;
  readonly clicks: readonly Click[];
  /** The label of the next hand-made object; these are numbered downwards. */
  readonly nextLabel: number;
  /** Class of objects that have one: label → class name. */
  readonly classes: Readonly<Record<number, string>>;
  /** Stored values shown as black and white; `null` for 8-bit pictures. */
  readonly window: IntensityWindow | null;
  /** `null` without a reference, and for one of an earlier version. */
  readonly referenceReading: ReferenceReading | null;
  readonly decision: Decision;
  readonly note: string;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** An image that can be edited: decoded, with a mask and its arrays. */
export type ReadyImage = ImageEntry & {
  readonly facts: ImageFacts;
  readonly phase: 'ready';
  readonly mask: MaskFacts;
};

/** Whether an image has a mask whose arrays are there. */
export function isReady(image: ImageEntry): image is ReadyImage {
  return image.phase === 'ready' && image.mask !== null && image.facts !== null;
}

/** Whether closing the image would lose work of the user. */
export function holdsWork({ canUndo, decision, note }: ImageEntry): boolean {
  return canUndo || decision !== 'open' || note !== '';
}

export interface DocumentSlice {
  /** Open images by id. Use `imageById` and the selectors. */
  readonly images: Readonly<Record<string, ImageEntry>>;
  /** Ids in the order of the list. */
  readonly order: readonly string[];
  readonly activeId: string | null;
  /**
   * How far the runs under way are, by image. It changes with every tile, so it is not part of the
   * images: whoever follows those has nothing to do then.
   */
  readonly progress: Readonly<Record<string, SegmentProgress>>;
}

export const initialDocument: DocumentSlice = {
  images: {},
  order: [],
  activeId: null,
  progress: {},
};
