import { type NamedError, named } from '@/core/errors';
import type { Size } from '@/core/types';

/** The smallest side that is segmented: below it there is nothing for the model to see. */
export const MIN_SIDE_PX = 32;
/** The longest side accepted: canvases of common browsers end here. */
export const MAX_SIDE_PX = 16384;
/** The most pixels accepted, a little above 8192 × 8192: about 0.3 GB as RGB with its pyramid. */
export const MAX_MEGAPIXELS = 72;

/** `file` in the values of each is the name the user gave the file. */

/** A file of no bytes. */
export function empty(file: string): NamedError {
  return named('FileEmpty', `${file} holds no bytes`, { file });
}

/** @param reason what is missing, for a developer */
export function truncated(file: string, reason: string): NamedError {
  return named('FileTruncated', `${file} ends too early: ${reason}`, { file });
}

/** @param reason what is wrong inside, for a developer */
export function damaged(file: string, reason: string): NamedError {
  return named('FileDamaged', `${file} is damaged: ${reason}`, { file });
}

/** @param looksLike what the content is, such as `DICOM`; `unknown` when nothing fits */
export function unsupported(file: string, looksLike: string): NamedError {
  return named('FileUnsupported', `${file} is no supported picture but: ${looksLike}`, {
    file,
    looksLike,
  });
}

/** A file that the browser will not give the bytes of. @param cause what reading it threw */
export function unreadable(file: string, cause: unknown): NamedError {
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return named('FileUnreadable', `${file} could not be read: ${reason}`, { file });
}

/**
 * Refuses a picture by the size in its header, before anything is decoded: a few bytes can
 * claim any number of pixels.
 *
 * Throws FileDamaged for a side of 0, ImageTooSmall or ImageTooLarge with the size and the limit.
 */
export function checkSize({ width, height }: Size, file: string): void {
  if (width === 0 || height === 0) throw damaged(file, `its size is ${width} × ${height}`);
  const values = { file, width, height };
  if (Math.min(width, height) < MIN_SIDE_PX)
    throw named('ImageTooSmall', `${file} has ${width} × ${height} pixels`, {
      ...values,
      minSidePx: MIN_SIDE_PX,
    });
  if (Math.max(width, height) > MAX_SIDE_PX || width * height > MAX_MEGAPIXELS * 1e6)
    throw named('ImageTooLarge', `${file} has ${width} × ${height} pixels`, {
      ...values,
      megapixels: Math.round((width * height) / 1e6),
      maxSidePx: MAX_SIDE_PX,
      maxMegapixels: MAX_MEGAPIXELS,
    });
}
