import { resampleRegion, squash } from '@/core/tiles/resize';
import type { TileSource } from '@/core/tiles/tile-source';
import { transfer } from '@/thread/serve';
import type { PictureStore } from './picture-store';

/** Serves pixels to the segmenter. Nothing is cached: each request reads the image again. */
export function createTileSource(pictures: PictureStore): TileSource {
  return {
    async squashed(imageId, side) {
      const { raster } = await pictures.get(imageId);
      return moved(squash(raster, side));
    },
    async tile(imageId, scaled, rect) {
      const { raster } = await pictures.get(imageId);
      return moved(resampleRegion(raster, scaled, rect));
    },
  };
}

function moved(planes: Float32Array): Float32Array {
  return transfer(planes, [planes.buffer]);
}
