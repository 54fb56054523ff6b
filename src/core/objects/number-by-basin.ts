import { named } from '@/core/errors';
import type { Runs } from '@/core/labels/runs';
import { MAX_LABEL, type Size } from '@/core/types';
import type { Basins } from './watershed';

const BASE = 2 ** 32; // basins are fewer

/**
 * Numbers pieces after the basins that they lie on, in place. Numbered along the rows, they would
 * change numbers whenever the threshold lets another one in. A basin in two pieces belongs to the
 * one with more of it. A piece takes the smallest label of its basins, or a number of no basin if
 * it owns none. Linear in the pixels of pieces.
 *
 * @param pieces runs of an image, of pieces numbered 1…count only
 * @throws TooManyObjects with `count` when no number is left
 */
export function numberByBasin(size: Size, pieces: Runs, count: number, basins: Basins): void {
  const owner = ownersOf(size, pieces, basins);
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
  const { value } = pieces;
  for (let run = 0; run < pieces.count; run++) value[run] = number[value[run] as number] as number;
}

/** The piece that has most of each basin. */
function ownersOf(
  { width, height }: Size,
  { start, end, value, rowFirst }: Runs,
  { basin }: Basins,
): Map<number, number> {
  const shared = new Map<number, number>();
  for (let y = 0; y < height; y++) {
    for (let run = rowFirst[y] as number; run < (rowFirst[y + 1] as number); run++) {
      const last = y * width + (end[run] as number);
      for (let i = y * width + (start[run] as number); i < last; ) {
        const first = i;
        const id = basin[i] as number;
        do i++;
        while (i < last && basin[i] === id);
        const key = (value[run] as number) * BASE + id;
        if (id > 0) shared.set(key, (shared.get(key) ?? 0) + i - first);
      }
    }
  }
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
