import { named } from '@/core/errors';
import { MAX_LABEL, type Size } from '@/core/types';
import { checkSize, unsupported } from '@/io/refusals';
import { formatById } from './formats';
import { openImage, readPicture } from './open';
import { decodePngIndices } from './png/decode-png';
import { type PngChunks, readPngChunks, readPngHeader } from './png/png-chunks';

/** From here on a value of a blurred mask counts as object. */
const HALF = 128;

/**
 * Reads a mask or label picture back as labels.
 *
 * - at most two values: the brighter (of a palette, the brighter colour) is label 1, unless it is 0;
 * - 16-bit grey and palettes: values and indices are labels;
 * - 8-bit grey of more values: labels, unless most of what is not 0 is 255. Then it is a mask
 *   with soft edges, as are JPEG, WebP and AVIF: from 128 on is label 1.
 *
 * Transparent pixels are background.
 *
 * Throws TooManyObjects for a label of 65,535, MaskSizeMismatch with both sizes if the picture is not exactly `size`, FileUnsupported
 * for pictures in colour, and what opening a picture throws.
 */
export async function readLabels(file: Blob, name: string, size: Size): Promise<Uint16Array> {
  const { format, bytes } = await readPicture(file, name);
  if (format === 'png') {
    const header = readPngHeader(bytes, name);
    checkSize(header, name);
    checkSameSize(header, size, name);
    if (header.colour === 'grey' || header.colour === 'palette') {
      const chunks = readPngChunks(bytes, name);
      const values = await decodePngIndices(chunks, name);
      const isExact = header.depth === 16 || header.colour === 'palette';
      return labelsOf(values, isExact ? 'labels' : 'guess', brightness(chunks));
    }
  }
  const { raster } = await openImage(file, name, 'black', 'stored');
  checkSameSize(raster, size, name);
  if (raster.channels === 3) throw unsupported(name, 'colour picture');
  return labelsOf(raster.data, formatById(format).isLossy ? 'mask' : 'guess', (value) => value);
}

function checkSameSize(found: Size, size: Size, file: string): void {
  if (found.width === size.width && found.height === size.height) return;
  throw named(
    'MaskSizeMismatch',
    `${file} has ${found.width} × ${found.height} pixels, the image ${size.width} × ${size.height}`,
    {
      file,
      width: found.width,
      height: found.height,
      imageWidth: size.width,
      imageHeight: size.height,
    },
  );
}

/** How bright a stored value looks. */
function brightness({ header, palette }: PngChunks): (value: number) => number {
  if (header.colour !== 'palette' || !palette) return (value) => value;
  const at = (i: number): number => palette[i] ?? 0;
  return (value) => at(3 * value) + at(3 * value + 1) + at(3 * value + 2);
}

function labelsOf(
  values: Uint8Array | Uint16Array,
  meaning: 'labels' | 'mask' | 'guess',
  brightnessOf: (value: number) => number,
): Uint16Array {
  const counts = new Uint32Array(65536);
  for (let i = 0; i < values.length; i++)
    counts[values[i] as number] = (counts[values[i] as number] as number) + 1;
  const seen: number[] = [];
  for (let value = 0; value < counts.length && seen.length <= 2; value++)
    if (counts[value] !== 0) seen.push(value);

  const labels = new Uint16Array(values.length);
  if (seen.length <= 2) {
    const brightest = seen.reduce((a, b) => (brightnessOf(b) > brightnessOf(a) ? b : a));
    if (brightnessOf(brightest) === 0) return labels;
    for (let i = 0; i < values.length; i++) labels[i] = values[i] === brightest ? 1 : 0;
    return labels;
  }
  const opaque = counts[255] as number;
  const isSoft = 2 * opaque > values.length - (counts[0] as number);
  if (meaning === 'labels' || (meaning === 'guess' && !isSoft)) {
    if (counts[MAX_LABEL + 1] !== 0) {
      throw named('TooManyObjects', `A label of ${MAX_LABEL + 1} cannot be kept`, {
        count: MAX_LABEL + 1,
      });
    }
    labels.set(values);
    return labels;
  }
  for (let i = 0; i < values.length; i++) labels[i] = (values[i] as number) >= HALF ? 1 : 0;
  return labels;
}
