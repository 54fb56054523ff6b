import { type Derived, type DeriveSettings, deriveObjects } from '@/core/derive-objects';
import { named } from '@/core/errors';
import { type RowExtremes, rowExtremes } from '@/core/row-extremes';
import type { Size } from '@/core/types';
import { type Basins, growBasins } from '@/core/watershed';
import { ByteLru } from './byte-lru';

interface Maps {
  readonly size: Size;
  readonly probability: Uint8Array;
  readonly core: Uint8Array | null;
  readonly extremes: RowExtremes;
  /** Which object each pixel would belong to; grown when instances are first asked for. */
  basins: Basins | null;
}

/** Both maps and basins of 16 bits. */
const BYTES_PER_PIXEL = 4;

/** The maps of each image within a budget of bytes, and the objects derived from them. */
export class MapStore {
  readonly #maps: ByteLru<Maps>;

  constructor(budgetBytes: number) {
    this.#maps = new ByteLru(budgetBytes);
  }

  /** Keeps the arrays themselves. */
  set(imageId: string, size: Size, probability: Uint8Array, core: Uint8Array | null): void {
    const extremes = rowExtremes(size, probability);
    const maps = { size, probability, core, extremes, basins: null };
    this.#maps.set(imageId, maps, probability.length * BYTES_PER_PIXEL);
  }

  forget(imageId: string): void {
    this.#maps.delete(imageId);
  }

  /**
   * Objects at these settings. The first call for `instances` after new maps grows the basins;
   * later ones only threshold inside them, so a threshold can be dragged.
   *
   * Throws UnknownImage if the maps are not here, TooManyObjects as `deriveObjects` does.
   */
  derive(imageId: string, settings: DeriveSettings): Derived {
    const maps = this.#maps.get(imageId);
    if (!maps) throw named('UnknownImage', `No probability map of image ${imageId}`);
    if (settings.objects === 'instances' && !maps.basins) {
      maps.basins = basinsOf(maps);
      const { probability, basins } = maps;
      this.#maps.set(imageId, maps, 2 * probability.length + basins.basin.byteLength);
    }
    return deriveObjects(maps.size, maps.probability, maps.basins, settings, maps.extremes);
  }
}

/** Without a core map each connected object has one basin. */
function basinsOf({ size, probability, core }: Maps): Basins {
  return growBasins(size, probability, core ?? new Uint8Array(probability.length));
}
