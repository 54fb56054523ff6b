import { turnUpright } from '@/core/grid/orient';
import type { Raster } from '@/core/types';
import { tagAt, u32le } from '@/io/bytes';
import { decodeInBrowser } from '@/io/formats/decode-browser';
import { findOrientation } from '@/io/formats/exif-orientation';
import type { Background, Colours } from '@/io/formats/format';

/**
 * Decodes a WebP upright. Browsers disagree on its EXIF orientation (Chromium ignores it). So they
 * get a copy without it, and the turn is made here.
 *
 * Throws as `decodeInBrowser` does.
 */
export async function decodeWebp(
  bytes: Uint8Array<ArrayBuffer>,
  file: string,
  background: Background,
  colours: Colours,
): Promise<Raster> {
  const exif = findExif(bytes);
  const found = exif && findOrientation(exif);
  let source = bytes;
  if (exif && found && found.value > 1) {
    source = bytes.slice();
    const at = exif.byteOffset - bytes.byteOffset + found.at;
    source[at] = found.isLittle ? 1 : 0;
    source[at + 1] = found.isLittle ? 0 : 1;
  }
  const blob = new Blob([source], { type: 'image/webp' });
  const raster = await decodeInBrowser(blob, file, background, colours);
  return { ...raster, ...turnUpright(raster, found?.value ?? 1), channels: raster.channels };
}

/** The EXIF chunk, a view into the file; chunks are padded to even lengths. */
function findExif(bytes: Uint8Array): Uint8Array | null {
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = u32le(bytes, at + 4);
    if (tagAt(bytes, at) === 'EXIF') return bytes.subarray(at + 8, at + 8 + length);
    at += 8 + length + (length & 1);
  }
  return null;
}
