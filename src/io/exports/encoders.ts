import { numberDensely } from '@/core/labels/number-densely';
import type { Runs } from '@/core/labels/runs';
import type { Raster, Size } from '@/core/types';
import { type ExportId, exporterById } from './exports';
import { encodeLabels } from './labels-png';
import { encodeMask } from './mask-png';
import { encodeOverlay, type OverlayStyle } from './overlay-png';

/** The page's facts about an exported image. */
export interface ExportInput {
  readonly imageId: string;
  readonly size: Size;
  /** The reviewed objects. */
  readonly objects: Runs;
  /** The mask's style on the screen. */
  readonly style: OverlayStyle;
}

/** The page's facts with the worker's data. Arrays of a whole image are made on demand. */
export interface ExportSource extends ExportInput {
  /** The label of each pixel, row-major; 0 = background. */
  labels(): Uint16Array;
  /** The picture itself. */
  raster(): Promise<Raster>;
}

/** Makes the content of a file. No metadata of the image may get into it. */
export type Encode = (source: ExportSource) => Promise<Blob | string>;

/**
 * The encoder of each export in the table, in a worker. Small ones are part of the worker. A row
 * imports a large one on first use, as `async (source) => (await import(…)).encode(source)`.
 */
export const encoders: Readonly<Record<ExportId, Encode>> = {
  mask: ({ size, labels }) => encodeMask(size, labels()),
  labels: ({ size, labels }) => encodeLabels(size, numberDensely(labels())),
  'labels-as-listed': ({ size, labels }) => encodeLabels(size, labels()),
  overlay: async ({ raster, labels, style }) => encodeOverlay(await raster(), labels(), style),
};

/**
 * Writes an export as a file of its row's type. Rejects as its encoder does, or as reading the
 * image does.
 */
export async function encodeExport(id: ExportId, source: ExportSource): Promise<Blob> {
  const content = await encoders[id](source);
  return new Blob([content], { type: exporterById(id).mime });
}
