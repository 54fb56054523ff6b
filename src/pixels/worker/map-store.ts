import { ByteLru } from '@/core/byte-lru';
import { named } from '@/core/errors';
import { type RowExtremes, rowExtremes } from '@/core/grid/row-extremes';
import { labelsOfRuns } from '@/core/labels/runs';
import { type Derived, type DeriveSettings, deriveObjects } from '@/core/objects/derive-objects';
import { followObjects, type Renumbering, renumber } from '@/core/objects/follow-objects';
import { type Basins, growBasins } from '@/core/objects/watershed';
import type { Size } from '@/core/types';
import type { Adopted, FormerObjects, ProbabilityMaps } from '@/pixels/protocol';

interface Maps extends ProbabilityMaps {
  renumbering: Renumbering | null;
  readonly extremes: RowExtremes;
  /** Which object each pixel would belong to; computed when instances are first asked for. */
  basins: Basins | null;
}

/** The maps of each image within a budget of bytes, and the objects derived from them. */
export class MapStore {
  readonly #maps: ByteLru<Maps>;

  constructor(budgetBytes: number) {
    this.#maps = new ByteLru(budgetBytes);
  }

  /**
   * Keeps new maps and derives their objects, numbered after `former` ones if given. When it
   * throws, as `derive` does, the image keeps its earlier maps.
   */
  adopt(
    imageId: string,
    { size, probability, core, renumbering }: ProbabilityMaps,
    settings: DeriveSettings,
    former: FormerObjects | null,
  ): Adopted {
    const extremes = rowExtremes(size, probability);
    const maps: Maps = { size, probability, core, renumbering, extremes, basins: null };
    const derived = deriveFrom(maps, settings);
    if (former && maps.basins) {
      const labels = labelsOfRuns(size, derived.runs);
      const { labelOf } = maps.basins;
      const highest = labelOf.reduce((most, label) => Math.max(most, label), 0);
      maps.renumbering = followObjects(shownLabels(size, former), labels, former.named, highest);
      renumber(labelOf, maps.renumbering);
      renumberAll(derived, maps.renumbering);
    }
    this.#maps.set(imageId, maps, bytesOf(maps));
    return { ...derived, renumbering: maps.renumbering };
  }

  forget(imageId: string): void {
    this.#maps.delete(imageId);
  }

  /**
   * Objects at these settings. After new maps, the first call for anything but a `region` grows the
   * basins. Later calls only threshold inside them, so a threshold can be dragged.
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
  if (settings.objects !== 'region') maps.basins ??= basinsOf(maps);
  return deriveObjects(maps.size, maps.probability, maps.basins, settings, maps.extremes);
}

/** Throws TooManyObjects when an object is left without a number. */
function renumberAll({ runs, objectCount }: Derived, renumbering: Renumbering): void {
  renumber(runs.value, renumbering);
  if (!runs.value.includes(0)) return;
  throw named('TooManyObjects', `${objectCount} objects and those that edits name`, {
    count: objectCount,
  });
}

/** The reviewed objects, and the AI objects where the user removed some. */
function shownLabels(size: Size, former: FormerObjects): Uint16Array {
  const ai = labelsOfRuns(size, former.ai);
  return labelsOfRuns(size, former.reviewed).map((label, i) => label || (ai[i] as number));
}

/** Both maps, and basins of 16 bits as long as there are none. */
function bytesOf({ probability, basins }: Maps): number {
  return 2 * probability.length + (basins?.basin.byteLength ?? 2 * probability.length);
}

/** Without a core map each connected object has one basin. */
function basinsOf({ size, probability, core, renumbering }: Maps): Basins {
  const basins = growBasins(size, probability, core ?? new Uint8Array(probability.length));
  if (renumbering) renumber(basins.labelOf, renumbering);
  return basins;
}
