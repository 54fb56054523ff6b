import type { PixelSpacing } from '@/core/types';
import { formatNumber } from './format-number';
import { t } from './translate';

/** Areas below this are written in µm². */
export const SMALLEST_MM2 = 0.1;

/**
 * An area in mm² or µm² with three significant digits.
 *
 * @returns `null` when the size of a pixel is unknown: no unit is better than a wrong one
 */
export function formatArea(areaPx: number, spacing: PixelSpacing | null): string | null {
  if (!spacing) return null;
  const mm2 = areaPx * spacing.xMm * spacing.yMm;
  if (mm2 >= SMALLEST_MM2) return t('area.mm2', { area: significant(mm2) });
  return t('area.um2', { area: significant(mm2 * 1e6) });
}

/** Three significant digits; integers above a thousand keep theirs. */
export function significant(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(value)));
  return formatNumber(value, Math.min(digits, 6));
}
