import type { Raster, Size } from '@/core/types';
import { readAvifSize } from './avif/avif-structure';
import { readBmpSize } from './bmp/bmp-structure';
import { decodeInBrowser } from './decode-browser';
import type { Background, Colours, ReadFrames } from './format';
import { type FormatId, formatById } from './formats';
import { readGifSize } from './gif/gif-structure';
import { decodeJpeg } from './jpeg/decode-jpeg';
import { readJpegSize } from './jpeg/jpeg-structure';
import { decodePng } from './png/decode-png';
import { readPngHeader } from './png/png-chunks';
import { readBytes } from './read-bytes';
import { decodeWebp } from './webp/decode-webp';
import { readWebpSize } from './webp/webp-structure';

type Bytes = Uint8Array<ArrayBuffer>;
type ReadSize = (bytes: Bytes, file: string) => Size;
type Decode = (
  bytes: Bytes,
  file: string,
  background: Background,
  colours: Colours,
) => Promise<Raster>;

/**
 * The reader of each format in the table, in a worker. Small readers are part of the worker. A row
 * imports a large one on first use, as `async (…) => (await import(…)).read(…)`.
 */
export const decoders: Readonly<Record<FormatId, ReadFrames>> = {
  png: oneFrame(readPngHeader, decodePng),
  jpeg: oneFrame(readJpegSize, decodeJpeg),
  webp: oneFrame(readWebpSize, decodeWebp),
  bmp: inBrowser('bmp', readBmpSize),
  gif: inBrowser('gif', readGifSize),
  avif: inBrowser('avif', readAvifSize),
};

/**
 * For files that are read completely and hold one image.
 *
 * @param readSize reads the size and checks that the file is complete, without decoding
 */
function oneFrame(readSize: ReadSize, decode: Decode): ReadFrames {
  return async (file, name) => {
    const bytes = await readBytes(file, name);
    const { width, height } = readSize(bytes, name);
    return [{ width, height, decode: (...how) => decode(bytes, name, ...how) }];
  };
}

/** For formats that the browser decodes after their structure was found complete. */
function inBrowser(id: FormatId, readSize: ReadSize): ReadFrames {
  const { mime } = formatById(id);
  return oneFrame(readSize, (bytes, name, background, colours) =>
    decodeInBrowser(new Blob([bytes], { type: mime }), name, background, colours),
  );
}
