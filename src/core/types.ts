/**
 * The nouns of the app. Arrays are row-major, top-left origin; sizes are in pixels unless the name says otherwise.
 */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Half-open pixel rectangle: x ≤ column < x + width, y ≤ row < y + height. */
export interface Rect extends Size {
  readonly x: number;
  readonly y: number;
}

interface Point<Space extends string> {
  readonly x: number;
  readonly y: number;
  /** Never set: it only keeps the spaces apart for the compiler. */
  readonly space?: Space;
}

/** Continuous image coordinates; the centre of the first pixel is (0.5, 0.5). */
export type ImagePoint = Point<'image'>;
/** CSS pixels from the top-left corner of the canvas. */
export type ScreenPoint = Point<'screen'>;
/** Coordinates in a 512-pixel model frame, pixel centres at +0.5. */
export type ModelPoint = Point<'model'>;

/** Who says how large a pixel is. */
export type SpacingSource = 'file' | 'person';

export interface PixelSpacing {
  readonly xMm: number;
  readonly yMm: number;
  readonly source: SpacingSource;
}

/** Stored values shown as black (low) and white (high). */
export interface IntensityWindow {
  readonly low: number;
  readonly high: number;
}

/** Notes for the user on how a file was read, beyond its pixels. */
export type RasterNote = 'no-end-marker' | 'padding' | 'profile-applied' | 'profile-ignored';

/** A decoded picture: alpha flattened over white, EXIF orientation applied, channels interleaved. */
export interface Raster extends Size {
  readonly channels: 1 | 3;
  readonly bits: 8 | 16;
  readonly data: Uint8Array | Uint16Array;
  /** Only for 16-bit pictures; `null` shows 0–255 as it is. */
  readonly window: IntensityWindow | null;
  readonly spacing: PixelSpacing | null;
  /** Left out where there is nothing to say. */
  readonly notes?: readonly RasterNote[];
}

/** 0 = background, 1 = object. */
export interface Mask extends Size {
  readonly data: Uint8Array;
}

/** Segment index of each pixel; 0 = background. Segments exclude each other. */
export interface Labelmap extends Size {
  readonly data: Uint16Array;
}

/** The largest segment index: an edits layer keeps label + 1 in 16 bits. */
export const MAX_LABEL = 65534;

/** The largest label given to basins. Higher labels stay free for objects made by hand. */
export const MAX_BASIN_LABEL = 61440;

/** A user's hint to the decoder: `belongs` false means "this is not part of the object". */
export interface Click {
  readonly at: ImagePoint;
  readonly belongs: boolean;
}
