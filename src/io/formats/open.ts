import type { Raster, Size } from '@/core/types';
import { checkSize, empty, unreadable, unsupported } from '@/io/refusals';
import { readAvifSize } from './avif/avif-structure';
import { readBmpSize } from './bmp/bmp-structure';
import { type Colours, decodeInBrowser } from './decode-browser';
import { readGifSize } from './gif/gif-structure';
import { decodeJpeg } from './jpeg/decode-jpeg';
import { readJpegSize } from './jpeg/jpeg-structure';
import { type Background, decodePng } from './png/decode-png';
import { readPngHeader } from './png/png-chunks';
import { type FileFormat, SNIFF_BYTES, sniff } from './sniff';
import { decodeWebp } from './webp/decode-webp';
import { readWebpSize } from './webp/webp-structure';

type Bytes = Uint8Array<ArrayBuffer>;

interface Format {
  /** Reads the size and checks that the file is complete, without decoding. */
  readonly readSize: (bytes: Bytes, file: string) => Size;
  readonly decode: (
    bytes: Bytes,
    file: string,
    background: Background,
    colours: Colours,
  ) => Promise<Raster>;
}

const inBrowser =
  (mimeType: string): Format['decode'] =>
  (bytes, file, background, colours) =>
    decodeInBrowser(new Blob([bytes], { type: mimeType }), file, background, colours);

/** The pictures we open, and how. */
const FORMATS: Readonly<Record<FileFormat, Format>> = {
  png: { readSize: readPngHeader, decode: decodePng },
  jpeg: { readSize: readJpegSize, decode: decodeJpeg },
  webp: { readSize: readWebpSize, decode: decodeWebp },
  bmp: { readSize: readBmpSize, decode: inBrowser('image/bmp') },
  gif: { readSize: readGifSize, decode: inBrowser('image/gif') },
  avif: { readSize: readAvifSize, decode: inBrowser('image/avif') },
};

/**
 * Decodes a file by its content; its name and MIME type decide nothing.
 *
 * @param name       only for the messages
 * @param background shows through transparent pixels
 * @param colours    `stored` for masks, whose values are no colours
 *
 * Throws FileEmpty, FileUnsupported, FileTruncated, FileDamaged, FileUnreadable, ImageTooSmall or
 * ImageTooLarge. What can be refused by its header is refused before it is decoded.
 */
export async function openImage(
  file: Blob,
  name: string,
  background: Background = 'white',
  colours: Colours = 'srgb',
): Promise<{ format: FileFormat; raster: Raster }> {
  const { format, bytes } = await readPicture(file, name);
  const { readSize, decode } = FORMATS[format];
  checkSize(readSize(bytes, name), name);
  return { format, raster: await decode(bytes, name, background, colours) };
}

/** The bytes of a file that is a picture; throws FileEmpty, FileUnsupported or FileUnreadable. */
export async function readPicture(
  file: Blob,
  name: string,
): Promise<{ format: FileFormat; bytes: Bytes }> {
  if (file.size === 0) throw empty(name);
  const sniffed = sniff(await readBytes(file.slice(0, SNIFF_BYTES), name));
  if (!sniffed.format) throw unsupported(name, sniffed.looksLike);
  return { format: sniffed.format, bytes: await readBytes(file, name) };
}

async function readBytes(file: Blob, name: string): Promise<Bytes> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    throw unreadable(name, error); // moved, deleted or changed since it was chosen
  }
}
