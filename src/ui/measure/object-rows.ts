import { circularity } from '@/core/measure/circularity';
import type { ObjectTable } from '@/core/measure/measure';
import { compareNames } from '@/state/text/compare-names';

export const OBJECT_COLUMNS = [
  'label',
  'area',
  'feret',
  'perimeter',
  'circularity',
  'class',
  'border',
] as const;

export type ObjectColumn = (typeof OBJECT_COLUMNS)[number];

export interface ObjectOrder {
  readonly column: ObjectColumn;
  readonly isDescending: boolean;
}

type Classes = Readonly<Record<number, string>>;

/**
 * The rows of a table in the order of a column; equal values follow their labels. Objects without
 * a class come last either way. Costs O(n log n).
 *
 * @returns row numbers of `table`
 */
export function sortRows(table: ObjectTable, classes: Classes, order: ObjectOrder): Uint32Array {
  const rows = Uint32Array.from(table.label, (_, row) => row);
  const sign = order.isDescending ? -1 : 1;
  if (order.column === 'class') {
    const names = Array.from(table.label, (label) => classes[label] ?? '');
    return rows.sort((a, b) => compareClasses(names[a] ?? '', names[b] ?? '', sign) || a - b);
  }
  const values = valuesOf(table, order.column);
  return rows.sort((a, b) => sign * ((values[a] as number) - (values[b] as number)) || a - b);
}

function compareClasses(a: string, b: string, sign: 1 | -1): number {
  if (a === '' || b === '') return Number(a === '') - Number(b === '');
  return sign * compareNames(a, b);
}

function valuesOf(table: ObjectTable, column: Exclude<ObjectColumn, 'class'>): ArrayLike<number> {
  switch (column) {
    case 'label':
      return table.label;
    case 'area':
      return table.areaPx;
    case 'feret':
      return table.feretPx;
    case 'perimeter':
      return table.perimeterPx;
    case 'circularity':
      return Float64Array.from(table.areaPx, (area, row) =>
        circularity(area, table.perimeterPx[row] as number),
      );
    case 'border':
      return table.touchesBorder;
  }
}

/** Mean and median area in pixels; the median of an even number is the mean of the middle two. */
export function summariseAreas(areaPx: Uint32Array): { meanPx: number; medianPx: number } {
  if (areaPx.length === 0) return { meanPx: 0, medianPx: 0 };
  const sorted = areaPx.slice().sort();
  const sum = sorted.reduce((total, area) => total + area, 0);
  const upper = sorted.length >> 1;
  const lower = (sorted.length - 1) >> 1;
  return {
    meanPx: sum / sorted.length,
    medianPx: ((sorted[lower] as number) + (sorted[upper] as number)) / 2,
  };
}

/** Class names in use, in alphabetical order. */
export function usedClasses(classes: Classes): readonly string[] {
  return [...new Set(Object.values(classes))].sort(compareNames);
}
