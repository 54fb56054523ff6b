import type { Raster, RasterNote } from '@/core/types';
import { decodeInBrowser } from '@/io/formats/decode-browser';
import type { Background, Colours } from '@/io/formats/format';
import { readJpegStructure } from './jpeg-structure';

const END_MARKER = Uint8Array.of(0xff, 0xd9);

/**
 * Decodes a JPEG upright. A missing end marker is added, because `createImageBitmap` needs one
 * (`<img>` does not). The raster's notes say so, and mention padding between segments.
 *
 * Throws as `readJpegStructure` and `decodeInBrowser` do.
 */
export async function decodeJpeg(
  bytes: Uint8Array<ArrayBuffer>,
  file: string,
  background: Background,
  colours: Colours,
): Promise<Raster> {
  const { isEndMissing, isPadded } = readJpegStructure(bytes, file);
  const parts = isEndMissing ? [bytes, END_MARKER] : [bytes];
  const raster = await decodeInBrowser(
    new Blob(parts, { type: 'image/jpeg' }),
    file,
    background,
    colours,
  );
  const notes: RasterNote[] = [];
  if (isEndMissing) notes.push('no-end-marker');
  if (isPadded) notes.push('padding');
  return { ...raster, notes };
}
