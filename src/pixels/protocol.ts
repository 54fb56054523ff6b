import type { Runs } from '@/core/labels/runs';
import type { Comparison } from '@/core/measure/compare';
import type { ObjectTable } from '@/core/measure/measure';
import type { Derived, DeriveSettings } from '@/core/objects/derive-objects';
import type { Renumbering } from '@/core/objects/follow-objects';
import type {
  ImagePoint,
  IntensityWindow,
  PixelSpacing,
  RasterNote,
  Rect,
  Size,
} from '@/core/types';
import type { ExportInput } from '@/io/exports/encoders';
import type { ExportId } from '@/io/exports/exports';
import type { FormatId } from '@/io/formats/formats';
import type { MaskChoice, MaskRead } from '@/io/formats/masks/read-mask';
import type { Reading, ReadingKind } from '@/io/formats/masks/reading';

export type {
  Comparison,
  Derived,
  DeriveSettings,
  ExportInput,
  FormatId,
  MaskChoice,
  MaskRead,
  ObjectTable,
  Reading,
  ReadingKind,
};

/**
 * Everything that crosses the pixel worker's thread: decoding, display tiles, and every
 * operation that touches a whole image, so that none of it blocks the page. Labelmaps cross in runs,
 * thousands of numbers instead of millions, of objects only.
 */

/** Display tiles are squares of this many pixels, at every level of the pyramid. */
export const DISPLAY_TILE = 512;

/** Facts of a decoded image; the pixels stay in the worker. */
export interface ImageFacts {
  readonly size: Size;
  readonly format: FormatId;
  readonly channels: 1 | 3;
  readonly bits: 8 | 16;
  readonly window: IntensityWindow | null;
  readonly spacing: PixelSpacing | null;
  /** Levels of the display pyramid; level n is the image halved n times. */
  readonly levels: number;
  /** Of how the file was read; left out where there is nothing to say. */
  readonly notes?: readonly RasterNote[];
}

/**
 * The model's probabilities for each pixel, 0–255, row-major; `core`: of being inside an object.
 */
export interface ProbabilityMaps {
  readonly size: Size;
  readonly probability: Uint8Array;
  readonly core: Uint8Array | null;
  /** How objects of these maps are numbered, where not by themselves. A region has no numbers. */
  readonly renumbering: Renumbering | null;
}

/** The objects of the mask before, whose numbers those of new maps take over. */
export interface FormerObjects {
  readonly ai: Runs;
  readonly reviewed: Runs;
  /** Labels that classes, the selection or undo steps name. */
  readonly named: readonly number[];
}

/** Objects of new maps. `renumbering` belongs to these maps. */
export interface Adopted extends Derived {
  readonly renumbering: Renumbering | null;
}

/** Whole-labelmap clean-up steps; `keep-only` clears every object whose label is not listed. */
export type CleanUp =
  | { readonly kind: 'keep-largest' }
  | { readonly kind: 'keep-only'; readonly labels: readonly number[] }
  | { readonly kind: 'fill-holes' }
  | { readonly kind: 'remove-small'; readonly minAreaPx: number }
  | { readonly kind: 'smooth'; readonly radiusPx: number }
  | { readonly kind: 'grow'; readonly radiusPx: number }
  | { readonly kind: 'shrink'; readonly radiusPx: number };

/** The worker's interface. Rejections carry a name from core/errors.ts. */
export interface PixelWorker {
  /** The number of images in a file, by its structure. Rejects with a File… error. */
  countFrames(file: Blob, name: string): Promise<number>;
  /**
   * Decodes a picture of a file, the `frame`th from 0 on, and keeps its pixels under `imageId`.
   * Rejects with a File… or Image… error.
   */
  open(imageId: string, file: Blob, name: string, frame: number): Promise<ImageFacts>;
  /**
   * Tells a new worker where it can read an image's pixels, without decoding them now. An image
   * that was opened is known already.
   */
  remember(imageId: string, file: Blob, name: string, frame: number): Promise<void>;
  /** Drops everything kept for an image. */
  close(imageId: string): Promise<void>;
  /**
   * Drops pixels and maps of an image that is not on screen. Its file is decoded again when it is
   * shown.
   */
  release(imageId: string): Promise<void>;
  /**
   * Whether the pixels are in memory. When the worker's budget is used up, the least recently used
   * leave. They are decoded from the file again on demand.
   */
  holds(imageId: string): Promise<boolean>;
  /** A display tile; edge tiles are smaller. `window` only matters for 16-bit pictures. */
  displayTile(
    imageId: string,
    level: number,
    column: number,
    row: number,
    window: IntensityWindow | null,
  ): Promise<ImageBitmap>;
  /** A PNG preview whose longer side is `sidePx` at most. */
  thumbnail(imageId: string, sidePx: number): Promise<Blob>;
  /** 8-bit RGB pixels of a rectangle, interleaved. */
  readRgb(imageId: string, rect: Rect): Promise<Uint8Array>;
  /**
   * A 4-connected region of similar colour around a point, cropped to its bounds; `null` outside the
   * image. `tolerance` is the RGB distance to the seed's neighbourhood, 0–442.
   */
  growRegion(
    imageId: string,
    seed: ImagePoint,
    tolerance: number,
  ): Promise<{ readonly rect: Rect; readonly mask: Uint8Array } | null>;
  /** Serves TileSource to the segmenter on this port. */
  serve(port: MessagePort): Promise<void>;

  /**
   * Keeps copies of the maps that `derive` works from, and derives from them. With `former`,
   * objects are numbered after those. When it rejects, as `derive` does, the earlier maps stay.
   */
  adoptMaps(
    imageId: string,
    maps: ProbabilityMaps,
    settings: DeriveSettings,
    former: FormerObjects | null,
  ): Promise<Adopted>;
  /** Rejects with UnknownImage if the maps are not here, TooManyObjects as `deriveObjects` does. */
  derive(imageId: string, settings: DeriveSettings): Promise<Derived>;
  /** Runs of the pixels that the step changes, with their new labels; `null` when it changes none. */
  cleanUp(size: Size, objects: Runs, operation: CleanUp): Promise<Runs | null>;
  describe(size: Size, objects: Runs): Promise<ObjectTable>;
  /** Compares two labelmaps as masks (any object against background). */
  compare(size: Size, a: Runs, b: Runs): Promise<Comparison>;

  /** Writes an export of the table as a file, at full resolution. No metadata is carried over. */
  export(id: ExportId, input: ExportInput): Promise<Blob>;
  /**
   * Reads a mask or label picture of exactly `size`; rejects with MaskSizeMismatch otherwise, and with
   * NotAMask for a photograph.
   *
   * @param objects what the labels become, as `asObjects` says; `null` leaves them as they are
   * @param reading what the picture is taken for; `null` leaves it to its pixels
   */
  readMask(
    file: Blob,
    name: string,
    size: Size,
    objects: DeriveSettings['objects'] | null,
    reading: Reading | null,
  ): Promise<MaskRead>;
  /** What a mask picture can mean, the likeliest first; rejects as `readMask`. */
  listReadings(file: Blob, name: string, size: Size): Promise<MaskChoice[]>;
}
