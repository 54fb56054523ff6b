import { named } from './errors';
import { eachPairRun } from './pair-runs';
import { MAX_LABEL } from './types';
import type { Basins } from './watershed';

const BASE = 2 ** 32; // basins are fewer

/**
 * Numbers pieces after the basins that they lie on, in place: counted along the rows they would
 * change numbers whenever the threshold lets another one in. A basin in two pieces belongs to the
 * one with more of it; a piece takes the smallest label of its basins, or a number that no basin
 * has where it owns none. Linear in pixels.
 *
 * @param labels pieces numbered 1…count
 * @throws TooManyObjects with `count` when no number is left
 */
export function numberByBasin(labels: Uint16Array, count: number, basins: Basins): void {
  const owner = ownersOf(labels, basins);
  const number = new Uint16Array(count + 1);
  let next = 0;
  for (const label of basins.labelOf) next = Math.max(next, label);
  owner.forEach((piece, basin) => {
    const label = basins.labelOf[basin] as number;
    const least = number[piece] as number;
    if (label > 0 && (least === 0 || label < least)) number[piece] = label;
  });
  for (let piece = 1; piece <= count; piece++) {
    if (number[piece] !== 0) continue;
    if (++next > MAX_LABEL) {
      throw named('TooManyObjects', `${count} components and their basins`, { count });
    }
    number[piece] = next;
  }
  for (let i = 0; i < labels.length; i++) labels[i] = number[labels[i] as number] as number;
}

/** The piece that has most of each basin. */
function ownersOf(labels: Uint16Array, { basin }: Basins): Map<number, number> {
  const shared = new Map<number, number>();
  eachPairRun(labels, basin, (piece, id, pixels) => {
    const key = piece * BASE + id;
    if (piece > 0 && id > 0) shared.set(key, (shared.get(key) ?? 0) + pixels);
  });
  const owner = new Map<number, number>();
  const most = new Map<number, number>();
  for (const [key, pixels] of shared) {
    const id = key % BASE;
    if (pixels <= (most.get(id) ?? 0)) continue;
    most.set(id, pixels);
    owner.set(id, Math.floor(key / BASE));
  }
  return owner;
}
