import type { TileSource } from '@/core/tiles/tile-source';
import type { Familiarity } from '@/core/tiles/unfamiliar';
import type { Click, Mask, Rect, Size } from '@/core/types';
import type { ModalityName } from './contract';

/** Everything that crosses the segmenter's thread. Arrays are transferred; tensors never cross. */

export type Engine = 'webgpu' | 'wasm';

export interface LoadOptions {
  readonly engine: Engine;
  /** WASM threads wanted; 1 where memory cannot be shared. */
  readonly threads: number;
  /** Accept a software WebGPU adapter (`?engine=webgpu` asks for it). */
  readonly allowSoftwareAdapter: boolean;
  /** Folder of the model files, ending in a slash; absolute URL on the page's origin. */
  readonly modelUrl: string;
}

export interface LoadProgress {
  readonly phase: 'download' | 'engine' | 'warm-up';
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

/** Milliseconds inside each of the three graphs, and around them. */
export interface StageTimes {
  readonly lkaMs: number;
  readonly cpMs: number;
  readonly msfMs: number;
  /** Pixels in: waiting for squashed views and tiles. */
  readonly pixelsMs: number;
  /** Logits to probability maps: stretch, blend, sigmoid, checks. */
  readonly blendMs: number;
  readonly totalMs: number;
}

export interface EngineInfo {
  readonly engine: Engine;
  readonly threads: number;
  /** Adapter description for WebGPU, `null` on WASM. */
  readonly adapter: string | null;
  readonly isSoftwareAdapter: boolean;
  readonly modelVersion: string;
  readonly selfTest: { readonly iou: number; readonly maxDifference: number; readonly ms: number };
}

/** Kinds of job. Each can be cancelled without the other. */
export type JobKind = 'segment' | 'refine';

export interface SegmentRequest {
  readonly imageId: string;
  readonly size: Size;
  readonly modality: ModalityName | 'auto';
  /** Known pixel size in micrometres; matters for microscopy only. `null`: the model's own scale. */
  readonly micronsPerPixel: number | null;
}

export interface SegmentProgress {
  readonly phase: 'look' | 'tiles';
  /** Tiles finished so far. */
  readonly done: number;
  readonly total: number;
}

export interface ModalityVote {
  readonly name: ModalityName;
  readonly chosenBy: 'model' | 'person';
  /** Mean probability of each modality over the views that voted, in contract order. */
  readonly probabilities: readonly number[];
  /** Views (squashed whole + tiles) that voted, and how many agree with the mean's winner. */
  readonly views: number;
  readonly agreeing: number;
}

/**
 * Why tiles are cut at `scale`: no pixel size matters or is known (`native`), it was followed
 * (`pixel-size`), it was followed as far as the model can work (`limited`), or no microscope has
 * it, so it was ignored (`implausible`).
 */
export type ScaleReason = 'native' | 'pixel-size' | 'limited' | 'implausible';

/** A segmentation of one image, without a threshold applied. */
export interface Prediction {
  readonly imageId: string;
  readonly size: Size;
  /** Object probability at image size, 0–255. */
  readonly probability: Uint8Array;
  /** Probability of being inside an object away from its border, 0–255; seeds for splitting. */
  readonly core: Uint8Array;
  /** Predicted IoU 0–1: of the one run, or the mean over tiles weighted by their object area. */
  readonly predictedIou: number;
  readonly modality: ModalityVote;
  readonly familiarity: Familiarity;
  /** The CP-Encoder's coarse mask of the squashed view, 64×64 probabilities 0–255. */
  readonly coarse: Mask;
  readonly mode: 'whole' | 'tiled';
  /** Model pixels per image pixel; 1 unless the pixel size asked for another. */
  readonly scale: number;
  readonly scaleReason: ScaleReason;
  readonly tiles: number;
  /** Version of the weights that made it. */
  readonly modelVersion: string;
  readonly engine: Engine;
  readonly threads: number;
  readonly times: StageTimes;
}

export interface RefineRequest extends SegmentRequest {
  readonly modality: ModalityName;
  /** All clicks so far on this image, oldest first. Only tiles that hold one run again. */
  readonly clicks: readonly Click[];
  /**
   * The mask before the first click (1 = object), covering `rect` of the image: that of the tiles that
   * hold the newest click. Tiles that it does not cover stay as their own clicks left them. `null`
   * where it is the decoder's own. With no clicks, every tile that meets `rect` runs again.
   */
  readonly prior: { readonly rect: Rect; readonly mask: Uint8Array } | null;
}

/**
 * New probabilities for a part of the image, around the newest click. Without a click the part is
 * empty where nothing changed.
 */
export interface ProbabilityPatch {
  readonly rect: Rect;
  readonly probability: Uint8Array;
  readonly core: Uint8Array;
  readonly predictedIou: number;
  readonly times: StageTimes;
}

/** The worker's interface. Rejections carry a name from core/errors.ts. */
export interface Segmenter {
  /** Downloads, verifies, creates the sessions, warms up and tests itself. Rejects on any doubt. */
  load(options: LoadOptions, onProgress: (progress: LoadProgress) => void): Promise<EngineInfo>;
  /** Sets the source of pixels, a port served by the pixel worker. The last one given counts. */
  connect(pixels: MessagePort): Promise<void>;
  /** Rejects with Cancelled after `cancel(imageId)`, BadOutput for NaN, constant or all-zero logits. */
  segment(
    request: SegmentRequest,
    onProgress: (progress: SegmentProgress) => void,
  ): Promise<Prediction>;
  /**
   * Runs the decoder again on cached embeddings. Encodes again only what was evicted. A newer call
   * for the same image makes an older one reject with Cancelled; its changes come with the newer
   * patch.
   */
  refine(
    request: RefineRequest,
    onProgress: (progress: SegmentProgress) => void,
  ): Promise<ProbabilityPatch>;
  /**
   * Stops an image's running or waiting jobs of a kind between two runs. Unknown ids are allowed.
   */
  cancel(imageId: string, kind: JobKind): Promise<void>;
  /** Drops what is cached for an image. */
  forget(imageId: string): Promise<void>;
  /** Bytes of the WASM heap and of the cached embeddings. */
  memory(): Promise<{ readonly heapBytes: number; readonly cacheBytes: number }>;
}

export type { Familiarity, TileSource };
