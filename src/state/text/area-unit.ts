import type { PixelSpacing } from '@/core/types';
import { SMALLEST_MM2, significant } from './format-area';

/** A unit that all areas of a column share, so that its numbers can be compared at a glance. */
export interface AreaUnit {
  readonly name: 'mm2' | 'um2';
  readonly perPx: number;
}

/** The unit for areas around `typicalPx`; `null` when the size of a pixel is unknown. */
export function areaUnit(typicalPx: number, spacing: PixelSpacing | null): AreaUnit | null {
  if (!spacing) return null;
  const mm2 = spacing.xMm * spacing.yMm;
  return typicalPx * mm2 >= SMALLEST_MM2
    ? { name: 'mm2', perPx: mm2 }
    : { name: 'um2', perPx: mm2 * 1e6 };
}

/** The number alone, with three significant digits. */
export function areaIn(unit: AreaUnit, areaPx: number): string {
  return significant(areaPx * unit.perPx);
}
