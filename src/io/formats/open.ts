import type { Raster } from '@/core/types';
import { checkSize, damaged, empty, unsupported } from '@/io/refusals';
import { decoders } from './decoders';
import type { Background, Colours, Frame } from './format';
import type { FormatId } from './formats';
import { readBytes } from './read-bytes';
import { SNIFF_BYTES, sniff } from './sniff';

/**
 * Decodes one image of a file by its content. Its name and MIME type decide nothing.
 *
 * @param name only for messages
 * @param background colour behind transparent pixels
 * @param colours `stored` for masks, whose values are no colours
 * @param frame index of the image in the file, from 0 on
 *
 * Throws FileEmpty, FileUnsupported, FileTruncated, FileDamaged, FileUnreadable, ImageTooSmall or
 * ImageTooLarge. A file that its header rules out is refused before decoding.
 */
export async function openImage(
  file: Blob,
  name: string,
  background: Background = 'white',
  colours: Colours = 'srgb',
  frame = 0,
): Promise<{ format: FormatId; raster: Raster }> {
  const { format, frames } = await readFrames(file, name);
  const chosen = frames[frame];
  if (!chosen) throw damaged(name, `it has ${frames.length} pictures, and not number ${frame + 1}`);
  checkSize(chosen, name);
  return { format, raster: await chosen.decode(background, colours) };
}

/**
 * The number of images in a file, by its structure alone.
 *
 * Throws as `openImage` does, except for the size of an image.
 */
export async function countFrames(file: Blob, name: string): Promise<number> {
  return (await readFrames(file, name)).frames.length;
}

/** The bytes of an image file. Throws FileEmpty, FileUnsupported or FileUnreadable. */
export async function readPicture(
  file: Blob,
  name: string,
): Promise<{ format: FormatId; bytes: Uint8Array<ArrayBuffer> }> {
  const format = await findFormat(file, name);
  return { format, bytes: await readBytes(file, name) };
}

async function readFrames(
  file: Blob,
  name: string,
): Promise<{ format: FormatId; frames: readonly Frame[] }> {
  const format = await findFormat(file, name);
  return { format, frames: await decoders[format](file, name) };
}

async function findFormat(file: Blob, name: string): Promise<FormatId> {
  if (file.size === 0) throw empty(name);
  const sniffed = sniff(await readBytes(file.slice(0, SNIFF_BYTES), name));
  if (sniffed.format === null) throw unsupported(name, sniffed.looksLike);
  return sniffed.format;
}
