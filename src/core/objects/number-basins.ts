import { MAX_BASIN_LABEL } from '@/core/types';

/**
 * Labels of basins: their own numbers while `MAX_BASIN_LABEL` suffices. A slide of many nuclei has
 * more basins, most of them faint specks that become no object. Then only the largest get numbers,
 * by their pixels from `referenceLevel` up, then by all their pixels. Labels depend on the maps
 * alone, so an object keeps its label at every threshold and when the maps are read again.
 *
 * @param basin basin of each pixel, 0…count
 * @returns label of each basin, at its number; 0 where a basin has none
 */
export function numberBasins(
  basin: Uint16Array | Uint32Array,
  count: number,
  probability: Uint8Array,
  referenceLevel: number,
): Uint16Array {
  if (count <= MAX_BASIN_LABEL) return Uint16Array.from({ length: count + 1 }, (_, id) => id);
  const areaPx = new Uint32Array(count + 1);
  const surePx = new Uint32Array(count + 1);
  for (let i = 0; i < basin.length; i++) {
    const id = basin[i] as number;
    (areaPx[id] as number)++;
    if ((probability[i] as number) >= referenceLevel) (surePx[id] as number)++;
  }
  const largest = Uint32Array.from({ length: count }, (_, i) => i + 1)
    .sort(
      (a, b) =>
        (surePx[b] as number) - (surePx[a] as number) ||
        (areaPx[b] as number) - (areaPx[a] as number) ||
        a - b,
    )
    .subarray(0, MAX_BASIN_LABEL)
    .sort();
  const labelOf = new Uint16Array(count + 1);
  largest.forEach((id, i) => {
    labelOf[id] = i + 1;
  });
  return labelOf;
}
