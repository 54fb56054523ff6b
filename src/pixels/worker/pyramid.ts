import type { Raster, Size } from '@/core/types';
import { DISPLAY_TILE } from '@/pixels/protocol';

/**
 * The number of halvings until an image fits into one display tile, plus one for the image itself.
 */
export function levelCount({ width, height }: Size): number {
  const tiles = Math.max(width, height) / DISPLAY_TILE;
  return 1 + Math.max(0, Math.ceil(Math.log2(tiles)));
}

/** Bytes of a picture with all its levels: each is a quarter of the one before. */
export function pyramidBytes({ data }: Raster): number {
  return Math.ceil((data.byteLength * 4) / 3);
}

/** An image and its halved copies. Each copy is made on first use. */
export class Pyramid {
  readonly #levels: Raster[];

  constructor(raster: Raster) {
    this.#levels = [raster];
  }

  /** Level n is the picture halved n times; 0 is the picture itself. */
  level(n: number): Raster {
    for (;;) {
      const level = this.#levels[n];
      if (level) return level;
      this.#levels.push(halve(this.#levels.at(-1) as Raster));
    }
  }

  /** The smallest level whose longer side has at least `sidePx` pixels, or the picture itself. */
  levelFor(sidePx: number): Raster {
    const { width, height } = this.level(0);
    const halvings = Math.floor(Math.log2(Math.max(width, height) / sidePx));
    return this.level(Math.max(0, halvings));
  }
}

/**
 * Half the size, rounded up. Each pixel is the rounded mean of 2 × 2 pixels, or of those that exist
 * at an odd right or bottom edge.
 */
export function halve(raster: Raster): Raster {
  const { channels, data } = raster;
  const width = Math.ceil(raster.width / 2);
  const height = Math.ceil(raster.height / 2);
  const length = width * height * channels;
  const out = raster.bits === 16 ? new Uint16Array(length) : new Uint8Array(length);
  const wholeColumns = Math.floor(raster.width / 2);
  const stride = raster.width * channels;
  let to = 0;
  for (let y = 0; y < height; y++) {
    let top = 2 * y * stride;
    // A missing row counts as the one above it, which leaves the mean unchanged.
    let bottom = 2 * y + 1 < raster.height ? top + stride : top;
    for (let x = 0; x < wholeColumns; x++) {
      for (let c = 0; c < channels; c++, top++, bottom++) {
        const sum =
          (data[top] as number) +
          (data[top + channels] as number) +
          (data[bottom] as number) +
          (data[bottom + channels] as number);
        out[to++] = (sum + 2) >> 2;
      }
      top += channels;
      bottom += channels;
    }
    if (wholeColumns < width)
      for (let c = 0; c < channels; c++)
        out[to++] = ((data[top++] as number) + (data[bottom++] as number) + 1) >> 1;
  }
  return { ...raster, width, height, data: out };
}
