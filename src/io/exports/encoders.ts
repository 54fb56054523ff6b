import { numberDensely } from '@/core/labels/number-densely';
import type { Runs } from '@/core/labels/runs';
import type { Raster, Size } from '@/core/types';
import { type ExportId, exporterById } from './exports';
import { encodeLabels } from './labels-png';
import { encodeMask } from './mask-png';
import { encodeOverlay, type OverlayStyle } from './overlay-png';

/** What the page knows of an image that is exported. */
export interface ExportInput {
  readonly imageId: string;
  readonly size: Size;
  /** The reviewed objects. */
  readonly objects: Runs;
  /** How the mask is drawn on the screen. */
  readonly style: OverlayStyle;
}

/** That, with what the worker has; arrays of a whole image are made when they are asked for. */
export interface ExportSource extends ExportInput {
  /** The label of each pixel, row-major; 0 = background. */
  labels(): Uint16Array;
  /** The picture itself. */
  raster(): Promise<Raster>;
}

/** Makes the content of a file. No metadata of the picture may get into it. */
export type Encode = (source: ExportSource) => Promise<Blob | string>;

/**
 * How each export of the table is written, in a worker. Small encoders are part of the worker; a
 * large one is imported by its row when it is first needed, as `async (source) => (await import(…)).encode(source)`.
 */
export const encoders: Readonly<Record<ExportId, Encode>> = {
  mask: ({ size, labels }) => encodeMask(size, labels()),
  labels: ({ size, labels }) => encodeLabels(size, numberDensely(labels())),
  'labels-as-listed': ({ size, labels }) => encodeLabels(size, labels()),
  overlay: async ({ raster, labels, style }) => encodeOverlay(await raster(), labels(), style),
};

/** Writes an export as a file of its row's type. Rejects as its encoder, or reading the picture, does. */
export async function encodeExport(id: ExportId, source: ExportSource): Promise<Blob> {
  const content = await encoders[id](source);
  return new Blob([content], { type: exporterById(id).mime });
}
