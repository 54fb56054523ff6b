import { connectRuns, pieceAreas, type Runs, runsAtLeast } from '@/core/labels/runs';
import type { Size } from '@/core/types';
import { LevelQueue } from './level-queue';
import { numberBasins } from './number-basins';
import { LOWEST_THRESHOLD, thresholdLevel } from './threshold';

export interface BasinOptions {
  /** Core values from here on are seeds. */
  readonly coreLevel?: number;
  /** Probabilities from here on are object for certain: each component of them has a basin. */
  readonly referenceLevel?: number;
  /** Pixels below this probability belong to no basin; no threshold may be lower. */
  readonly floorLevel?: number;
  /**
   * Cores with fewer pixels are no seeds. A core is the object without its outer two pixels, so
   * three pixels of core stand for an object of some 35 pixels, 1.5 µm at 40×. That is far smaller
   * than a nucleus: it is a ripple in the map and must not split one.
   */
  readonly minCorePx?: number;
}

/** The basin number of each pixel; 32 bits where 16 cannot hold them. */
type BasinMap = Uint16Array | Uint32Array;

/** Which object each pixel would belong to at any threshold. */
export interface Basins {
  /** 1… in the order core seeds, core-less objects, faint objects; 0 below the floor. */
  readonly basin: BasinMap;
  readonly count: number;
  /** Label of each basin, from `numberBasins`; 0 where a basin has none. */
  readonly labelOf: Uint16Array;
}

/**
 * Splits a probability map into one basin per object, by marker-controlled watershed on falling
 * probability. Thresholding inside the basins then gives the objects, so a threshold can move
 * without flooding again.
 *
 * Seeds are the components of the core map. Then each component of `referenceLevel` without a seed
 * becomes one as a whole, then each component of `floorLevel` without one. So every pixel from the
 * floor up gets a basin. Seeds and flood are 8-connected, like the app's objects: a 4-connected
 * flood would not pass a corner, and the object behind it would have no basin. Inside a level
 * pixels are taken first in, first out, which divides a plateau midway.
 *
 * Cost is linear in pixels. Source: Meyer, "Un algorithme optimal de ligne de partage des eaux",
 * 1991; seeds, queue and tie order as in scikit-image's `watershed`.
 *
 * @param probability 8-bit, size.width × size.height
 * @param core 8-bit, same shape: how surely a pixel is inside an object, away from its edge
 */
export function growBasins(
  size: Size,
  probability: Uint8Array,
  core: Uint8Array,
  options: BasinOptions = {},
): Basins {
  const {
    coreLevel = 128,
    referenceLevel = 128,
    floorLevel = thresholdLevel(LOWEST_THRESHOLD),
    minCorePx = 4,
  } = options;
  const seeds: Seeds = { basin: new Uint16Array(size.width * size.height), count: 0 };
  seedCores(size, core, coreLevel, minCorePx, seeds);
  seedUnseeded(size, probability, referenceLevel, seeds);
  seedUnseeded(size, probability, floorLevel, seeds);
  const { basin, count } = seeds;
  flood(size, probability, floorLevel, basin);
  return { basin, count, labelOf: numberBasins(basin, count, probability, referenceLevel) };
}

/** What has been seeded so far. */
interface Seeds {
  basin: BasinMap;
  count: number;
}

/** The largest number in 16 bits. */
const MAX_16_BIT = 0xffff;

function seedCores(
  size: Size,
  core: Uint8Array,
  level: number,
  minCorePx: number,
  seeds: Seeds,
): void {
  const runs = runsAtLeast(size, core, level);
  const root = connectRuns(runs, 'objects');
  const areaPx = pieceAreas(runs, root);
  const skip = new Uint8Array(runs.count);
  for (let run = 0; run < runs.count; run++)
    skip[run] = (areaPx[run] as number) < minCorePx ? 1 : 0;
  writeSeeds(size, runs, root, skip, seeds);
}

/** Makes a seed of each component from `level` up that holds none yet. */
function seedUnseeded(size: Size, probability: Uint8Array, level: number, seeds: Seeds): void {
  const { basin } = seeds;
  const runs = runsAtLeast(size, probability, level);
  const root = connectRuns(runs, 'objects');
  const seeded = new Uint8Array(runs.count);
  for (let y = 0; y < size.height; y++) {
    const row = y * size.width;
    for (let run = runs.rowFirst[y] as number; run < (runs.rowFirst[y + 1] as number); run++) {
      const piece = root[run] as number;
      if (seeded[piece] === 1) continue;
      const end = row + (runs.end[run] as number);
      let i = row + (runs.start[run] as number);
      while (i < end && basin[i] === 0) i++;
      if (i < end) seeded[piece] = 1;
    }
  }
  writeSeeds(size, runs, root, seeded, seeds);
}

/** Numbers the pieces consecutively, except those whose root has `skip` 1. */
function writeSeeds(
  size: Size,
  runs: Runs,
  root: Int32Array,
  skip: Uint8Array,
  seeds: Seeds,
): void {
  const number = new Int32Array(runs.count);
  for (let run = 0; run < runs.count; run++) {
    if (root[run] === run && skip[run] === 0) number[run] = ++seeds.count;
  }
  if (seeds.count > MAX_16_BIT && seeds.basin instanceof Uint16Array) {
    seeds.basin = new Uint32Array(seeds.basin);
  }
  const { basin } = seeds;
  for (let y = 0; y < size.height; y++) {
    const row = y * size.width;
    for (let run = runs.rowFirst[y] as number; run < (runs.rowFirst[y + 1] as number); run++) {
      const id = number[root[run] as number] as number;
      if (id === 0) continue;
      basin.fill(id, row + (runs.start[run] as number), row + (runs.end[run] as number));
    }
  }
}

/**
 * Grows basins on falling probability, in place, into pixels of no basin that are at least
 * `floorLevel`.
 *
 * @param zones for each pixel the part of the image that its basin does not leave; `null`: one part
 */
export function flood(
  size: Size,
  probability: Uint8Array,
  floorLevel: number,
  basin: BasinMap,
  zones: Uint16Array | null = null,
): void {
  const { width, height } = size;
  const queue = new LevelQueue();
  const pixels = width * height;
  for (let i = 0; i < pixels; i++) {
    if (basin[i] !== 0 && bordersOpen(size, probability, floorLevel, basin, i)) {
      queue.push(probability[i] as number, i);
    }
  }
  for (let level = 255; level >= 0; level--) {
    for (let i = queue.shift(level); i >= 0; i = queue.shift(level)) {
      const id = basin[i] as number;
      const y = (i / width) | 0;
      const x = i - y * width;
      const left = x > 0 ? -1 : 0;
      const right = x < width - 1 ? 1 : 0;
      const bottom = y < height - 1 ? i + width : i;
      for (let row = y > 0 ? i - width : i; row <= bottom; row += width) {
        for (let j = row + left; j <= row + right; j++) {
          if (basin[j] !== 0) continue;
          const p = probability[j] as number;
          if (p < floorLevel || (zones !== null && zones[j] !== zones[i])) continue;
          basin[j] = id;
          // A peak behind a saddle floods at the saddle's level: that level has been reached.
          queue.push(p < level ? p : level, j);
        }
      }
    }
  }
}

/** Whether a pixel touches one that the flood can still take. */
function bordersOpen(
  size: Size,
  probability: Uint8Array,
  floorLevel: number,
  basin: BasinMap,
  i: number,
): boolean {
  const { width, height } = size;
  const y = (i / width) | 0;
  const x = i - y * width;
  const left = x > 0 ? -1 : 0;
  const right = x < width - 1 ? 1 : 0;
  const bottom = y < height - 1 ? i + width : i;
  for (let row = y > 0 ? i - width : i; row <= bottom; row += width) {
    for (let j = row + left; j <= row + right; j++) {
      if (basin[j] === 0 && (probability[j] as number) >= floorLevel) return true;
    }
  }
  return false;
}
