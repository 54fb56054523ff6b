import { named } from '@/core/errors';
import { countPieces } from '@/core/labels/components';
import { MAX_LABEL, type Size } from '@/core/types';
import { readMaskPixels } from './mask-pixels';
import { type Preview, previewOf } from './preview';
import type { Reading } from './reading';
import { type Readings, readingsOf } from './readings';

/** The labels of a mask image, and the reading that gave them. */
export interface MaskRead {
  /** Row-major; 1 for every object pixel if the image is one mask. */
  readonly labels: Uint16Array;
  readonly reading: Reading;
  /** Whether no other reading of the file is nearly as likely. */
  readonly isCertain: boolean;
}

/** One possible reading of a mask image, for the user to choose. */
export interface MaskChoice {
  readonly reading: Reading;
  /** Numbers, or pieces where it is one mask. */
  readonly objectCount: number;
  readonly areaPx: number;
  readonly preview: Preview;
}

/** More choices would be too many to compare at a glance. */
const MOST_CHOICES = 8;

/**
 * Reads a mask or label image as labels.
 *
 * Throws MaskSizeMismatch with both sizes if the image is not exactly `size`, NotAMask for an image
 * in many colours, TooManyObjects, and what opening an image throws.
 *
 * @param chosen the reading to use; `null` uses the likeliest
 */
export async function readMask(
  file: Blob,
  name: string,
  size: Size,
  chosen: Reading | null,
): Promise<MaskRead> {
  const { candidates, isCertain } = await readReadings(file, name, size);
  const isMeant = ({ reading }: Readings['candidates'][number]): boolean =>
    reading.kind === chosen?.kind && reading.value === chosen.value;
  const candidate = candidates.find(isMeant) ?? candidates[0];
  if (!candidate) throw new Error(`${name} has no reading`);
  return { labels: candidate.labels(), reading: candidate.reading, isCertain };
}

/** Every possible reading of a mask image, the likeliest first. Throws as `readMask`. */
export async function listReadings(file: Blob, name: string, size: Size): Promise<MaskChoice[]> {
  const { candidates } = await readReadings(file, name, size);
  const choices: MaskChoice[] = [];
  const known = new Set<number>();
  for (const { reading, labels } of candidates) {
    const found = labels();
    // Two names for the same labels would be no choice.
    const sum = checksum(found);
    if (known.has(sum)) continue;
    known.add(sum);
    choices.push({ reading, ...countsOf(size, found), preview: previewOf(size, found) });
    if (choices.length === MOST_CHOICES) break;
  }
  return choices;
}

async function readReadings(file: Blob, name: string, size: Size): Promise<Readings> {
  const pixels = await readMaskPixels(file, name, (found) => checkSameSize(found, size, name));
  const readings = readingsOf(pixels);
  if (!readings) throw named('NotAMask', `${name} is a picture in many colours`, { file: name });
  return readings;
}

function countsOf(size: Size, labels: Uint16Array): { objectCount: number; areaPx: number } {
  const isSeen = new Uint8Array(MAX_LABEL + 1);
  let areaPx = 0;
  for (const label of labels) {
    isSeen[label] = 1;
    if (label > 0) areaPx++;
  }
  isSeen[0] = 0;
  const numbers = isSeen.reduce((sum, seen) => sum + seen, 0);
  return { objectCount: numbers > 1 ? numbers : countPieces(size, labels), areaPx };
}

/** FNV-1a over the labels, 32 bits. */
function checksum(labels: Uint16Array): number {
  let sum = 0x811c9dc5;
  for (const label of labels) sum = Math.imul(sum ^ label, 0x01000193);
  return sum;
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
