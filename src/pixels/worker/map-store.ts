import { type Derived, type DeriveSettings, deriveObjects } from '@/core/derive-objects';
import { named } from '@/core/errors';
import { type RowExtremes, rowExtremes } from '@/core/row-extremes';
import { type Basins, growBasins } from '@/core/watershed';
import type { ProbabilityMaps } from '@/pixels/protocol';
import { ByteLru } from './byte-lru';

interface Maps extends ProbabilityMaps {
  readonly extremes: RowExtremes;
  /** Which object each pixel would belong to; grown when instances are first asked for. */
  basins: Basins | null;
}

/** The maps of each image within a budget of bytes, and the objects derived from them. */
export class MapStore {
  readonly #maps: ByteLru<Maps>;

  constructor(budgetBytes: number) {
    this.#maps = new ByteLru(budgetBytes);
  }

  /**
   * Objects of new maps, which are kept themselves. When it throws, as `derive` does, the image
   * has the maps it had before.
   */
  adopt(
    imageId: string,
    { size, probability, core }: ProbabilityMaps,
    settings: DeriveSettings,
  ): Derived {
    const extremes = rowExtremes(size, probability);
    const maps: Maps = { size, probability, core, extremes, basins: null };
    const derived = deriveFrom(maps, settings);
    this.#maps.set(imageId, maps, bytesOf(maps));
    return derived;
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
    const derived = deriveFrom(maps, settings);
    this.#maps.set(imageId, maps, bytesOf(maps)); // basins may have been added
    return derived;
  }
}

function deriveFrom(maps: Maps, settings: DeriveSettings): Derived {
  if (settings.objects === 'instances') maps.basins ??= basinsOf(maps);
  return deriveObjects(maps.size, maps.probability, maps.basins, settings, maps.extremes);
}

/** Both maps, and basins of 16 bits as long as there are none. */
function bytesOf({ probability, basins }: Maps): number {
  return 2 * probability.length + (basins?.basin.byteLength ?? 2 * probability.length);
}

/** Without a core map each connected object has one basin. */
function basinsOf({ size, probability, core }: Maps): Basins {
  return growBasins(size, probability, core ?? new Uint8Array(probability.length));
}
