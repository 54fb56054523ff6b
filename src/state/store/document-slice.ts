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
import type { SliceSetter } from './slice';
import type { ViewSlice } from './view-slice';

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
  /** Everything from the start of the job to labels on the page. */
  readonly elapsedMs: number;
}

/**
 * A run of the model on an image that has a mask, asked of it with this modality and pixel size.
 * The mask and all that belongs to it stay as they are until the new one takes their place.
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
  /** Of the run in progress. */
  readonly progress: SegmentProgress | null;
  readonly failure: Failure | null;
  readonly result: ResultFacts | null;
  /** What the person asked of the model; `auto` lets it choose. */
  readonly modality: ModalityName | 'auto';
  readonly spacing: PixelSpacing | null;
  readonly settings: DeriveSettings;
  readonly ai: LabelFacts | null;
  readonly reviewed: LabelFacts | null;
  /** Pixels where the reviewed labelmap differs from the AI's. */
  readonly editedPx: number;
  /** Pixels that a person set by hand, also where they agree with the AI. */
  readonly byHandPx: number;
  /** Overlap of AI and reviewed mask, 0–1; 1 where both are empty. */
  readonly diceToAi: number;
  readonly clicks: readonly Click[];
  /** The label that the next hand-made object gets; they are numbered downwards. */
  readonly nextLabel: number;
  /** Class of objects that have one: label → class name. */
  readonly classes: Readonly<Record<number, string>>;
  /** How the reviewed mask compares with a loaded reference; `null` without one. */
  readonly againstReference: Comparison | null;
  /** Stored values shown as black and white; `null` for 8-bit pictures. */
  readonly window: IntensityWindow | null;
  readonly hasReference: boolean;
  /** `null` without a reference, and for one of an earlier version. */
  readonly referenceReading: ReferenceReading | null;
  readonly decision: Decision;
  readonly note: string;
  /** Grows with every change of this image's arrays. */
  readonly revision: number;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** Whether closing the image would lose something that a person did to it. */
export function holdsWork({ canUndo, decision, note }: ImageEntry): boolean {
  return canUndo || decision !== 'open' || note !== '';
}

export interface DocumentSlice {
  readonly images: readonly ImageEntry[];
  readonly activeId: string | null;
  addImage(image: ImageEntry): void;
  updateImage(id: string, change: Partial<ImageEntry>): void;
  removeImage(id: string): void;
  setActive(id: string | null): void;
}

/** Objects and places of the image that was in sight, which others have too. */
const nothingPointedAt = { selection: [], hoveredLabel: 0, crosshair: null } as const;

export const createDocumentSlice = (
  set: SliceSetter<DocumentSlice & Pick<ViewSlice, keyof typeof nothingPointedAt>>,
): DocumentSlice => ({
  images: [],
  activeId: null,
  addImage: (image) => set((state) => ({ images: [...state.images, image] })),
  updateImage: (id, change) =>
    set((state) => ({
      images: state.images.map((image) => (image.id === id ? { ...image, ...change } : image)),
    })),
  removeImage: (id) =>
    set((state) => {
      const index = state.images.findIndex((image) => image.id === id);
      const images = state.images.filter((image) => image.id !== id);
      const neighbour = images[Math.min(index, images.length - 1)]?.id ?? null;
      return state.activeId === id
        ? { images, activeId: neighbour, ...nothingPointedAt }
        : { images };
    }),
  setActive: (id) => set({ activeId: id, ...nothingPointedAt }),
});
