import type { Raster, Size } from '@/core/types';

/** One picture format, as the page, the workers and the build know it: no decoder hangs on it. */
export interface Format<Id extends string = string> {
  readonly id: Id;
  /** What people call it, in the texts that list formats. */
  readonly title: string;
  readonly mime: string;
  /** Lower case, each with its dot. */
  readonly extensions: readonly string[];
  /** Whether a file may hold more than one picture: then its pictures are counted before it is listed. */
  readonly holdsMany?: true;
  /** Whether its decoder changes values, so that edges of a mask may have become soft. */
  readonly isLossy?: true;
  /** Whether its first bytes are too common to be believed before all other kinds are ruled out. */
  readonly isWeak?: true;
  /** Whether a file is of this format. @param head its first `SNIFF_BYTES` bytes, fewer if it is shorter */
  isIn(head: Uint8Array): boolean;
}

/** What shows through transparent pixels. */
export type Background = 'white' | 'black';

/** `srgb`: as the colour profile in the file says; `stored`: values as they are, as masks want. */
export type Colours = 'srgb' | 'stored';

/** One picture of a file; most files hold one. Its size is as stored, before it is turned upright. */
export interface Frame extends Size {
  /** Throws FileTruncated or FileDamaged; the size must be checked before. */
  decode(background: Background, colours: Colours): Promise<Raster>;
}

/**
 * Finds the pictures of a file by its structure, and checks that they are complete. Decodes nothing.
 *
 * @param name of the file, only for the messages
 *
 * Throws FileTruncated, FileDamaged, FileUnsupported or FileUnreadable.
 */
export type ReadFrames = (file: Blob, name: string) => Promise<readonly Frame[]>;
