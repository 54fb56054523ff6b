import type { PixelSpacing } from '@/core/types';
import { significant } from './format-area';
import { t } from './translate';

/** Lengths below this are written in µm. */
const SMALLEST_MM = 0.1;

/** Sides of a pixel that differ by less than this share count as equal. */
const SQUARE_WITHIN = 0.01;

/**
 * A length in mm or µm with three significant digits.
 *
 * @returns `null` when the size of a pixel is unknown, and when pixels are not square: then a
 *   length in pixels has no single length in millimetres
 */
export function formatLength(lengthPx: number, spacing: PixelSpacing | null): string | null {
  if (!spacing || Math.abs(spacing.xMm / spacing.yMm - 1) > SQUARE_WITHIN) return null;
  const mm = lengthPx * spacing.xMm;
  if (mm >= SMALLEST_MM) return t('length.mm', { length: significant(mm) });
  return t('length.um', { length: significant(mm * 1e3) });
}

/** A length in pixels with three significant digits. */
export function formatPixels(lengthPx: number): string {
  return t('length.px', { length: significant(lengthPx) });
}

/**
 * A Hausdorff distance in pixels and, if possible, in millimetres. An empty mask has no distance.
 */
export function formatHausdorff(
  distancePx: number,
  spacing: PixelSpacing | null,
): { readonly value: string; readonly note: string | null } {
  if (!Number.isFinite(distancePx)) return { value: t('compare.empty'), note: null };
  return { value: formatPixels(distancePx), note: formatLength(distancePx, spacing) };
}
