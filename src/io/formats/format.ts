import type { Raster, Size } from '@/core/types';

/** One image format, as the page, the workers and the build know it. It loads no decoder. */
export interface Format<Id extends string = string> {
  readonly id: Id;
  /** Its usual name, for texts that list formats. */
  readonly title: string;
  readonly mime: string;
  /** Lower case, each with its dot. */
  readonly extensions: readonly string[];
  /** Whether a file may hold several images. Then they are counted before it is listed. */
  readonly holdsMany?: true;
  /** Whether its decoder changes values, so that a mask's edges may be soft. */
  readonly isLossy?: true;
  /** Whether its first bytes are too common to trust before all other kinds are ruled out. */
  readonly isWeak?: true;
  /** Whether a file is of this format. @param head its first `SNIFF_BYTES` bytes, fewer if it is shorter */
  isIn(head: Uint8Array): boolean;
}

/** Colour behind transparent pixels. */
export type Background = 'white' | 'black';

/** `srgb`: converted by the file's colour profile; `stored`: raw values, for masks. */
export type Colours = 'srgb' | 'stored';

/**
 * One image of a file; most files hold one. Its size is the stored one, before it is turned
 * upright.
 */
export interface Frame extends Size {
  /** Throws FileTruncated or FileDamaged; the size must be checked before. */
  decode(background: Background, colours: Colours): Promise<Raster>;
}

/**
 * Finds the images of a file by its structure and checks that they are complete. Decodes nothing.
 *
 * @param name of the file, only for messages
 *
 * Throws FileTruncated, FileDamaged, FileUnsupported or FileUnreadable.
 */
export type ReadFrames = (file: Blob, name: string) => Promise<readonly Frame[]>;
