import { labelsOfRuns, type Runs } from '@/core/labels/runs';
import { compareMasks } from '@/core/measure/compare';
import { describeObjects } from '@/core/measure/measure';
import { encodeExport } from '@/io/exports/encoders';
import { listReadings, readMask } from '@/io/formats/masks/read-mask';
import { countFrames, openImage } from '@/io/formats/open';
import type { PixelWorker } from '@/pixels/protocol';
import { serve, transfer } from '@/thread/serve';
import { asObjects } from './as-objects';
import { memoryBudget } from './budget';
import { cleanUp } from './clean-up';
import { displayTile, readRgb, thumbnail } from './display';
import { MapStore } from './map-store';
import { PictureStore } from './picture-store';
import { levelCount } from './pyramid';
import { similarRegion } from './similar-region';
import { createTileSource } from './tiles-for-model';

const { deviceMemory } = navigator as { readonly deviceMemory?: number };
const { pictureBytes, mapBytes } = memoryBudget(deviceMemory);
const pictures = new PictureStore(pictureBytes, (file, name, frame) =>
  openImage(file, name, 'white', 'srgb', frame),
);
const maps = new MapStore(mapBytes);
const tileSource = createTileSource(pictures);

const buffersOf = ({ start, end, value, rowFirst }: Runs): Transferable[] =>
  [start, end, value, rowFirst].map(({ buffer }) => buffer);

const api: PixelWorker = {
  countFrames,

  async open(imageId, file, name, frame) {
    pictures.forget(imageId);
    pictures.remember(imageId, file, name, frame);
    try {
      const { format, raster } = await pictures.get(imageId);
      const { width, height, channels, bits, window, spacing, notes = [] } = raster;
      const size = { width, height };
      return { size, format, channels, bits, window, spacing, levels: levelCount(size), notes };
    } catch (error) {
      pictures.forget(imageId);
      throw error;
    }
  },

  async remember(imageId, file, name, frame) {
    pictures.remember(imageId, file, name, frame);
  },

  async close(imageId) {
    pictures.forget(imageId);
    maps.forget(imageId);
  },

  async release(imageId) {
    pictures.release(imageId);
    maps.forget(imageId);
  },

  async holds(imageId) {
    return pictures.holds(imageId);
  },

  async displayTile(imageId, level, column, row, window) {
    const { pyramid } = await pictures.get(imageId);
    const { rgba, width, height } = displayTile(pyramid, level, column, row, window);
    const bitmap = await createImageBitmap(new ImageData(rgba, width, height));
    return transfer(bitmap, [bitmap]);
  },

  async thumbnail(imageId, sidePx) {
    const { pyramid } = await pictures.get(imageId);
    return thumbnail(pyramid, sidePx);
  },

  async readRgb(imageId, rect) {
    const { pyramid } = await pictures.get(imageId);
    const rgb = readRgb(pyramid, rect);
    return transfer(rgb, [rgb.buffer]);
  },

  async growRegion(imageId, seed, tolerance) {
    const { raster } = await pictures.get(imageId);
    const region = similarRegion(raster, seed, tolerance);
    return region && transfer(region, [region.mask.buffer]);
  },

  async serve(port) {
    serve(tileSource, port);
  },

  async adoptMaps(imageId, next, settings, former) {
    const adopted = maps.adopt(imageId, next, settings, former);
    return transfer(adopted, buffersOf(adopted.runs));
  },

  async derive(imageId, settings) {
    const derived = maps.derive(imageId, settings);
    return transfer(derived, buffersOf(derived.runs));
  },

  async cleanUp(size, objects, operation) {
    const changes = cleanUp(size, labelsOfRuns(size, objects), operation);
    return changes && transfer(changes, buffersOf(changes));
  },

  async describe(size, objects) {
    return describeObjects(size, labelsOfRuns(size, objects));
  },

  async compare(size, a, b) {
    return compareMasks(size, labelsOfRuns(size, a), labelsOfRuns(size, b));
  },

  export: (id, input) =>
    encodeExport(id, {
      ...input,
      labels: () => labelsOfRuns(input.size, input.objects),
      raster: async () => (await pictures.get(input.imageId)).raster,
    }),

  async readMask(file, name, size, objects, reading) {
    const found = await readMask(file, name, size, reading);
    const labels = objects ? asObjects(size, found.labels, objects) : found.labels;
    return transfer({ ...found, labels }, [labels.buffer]);
  },

  listReadings,
};

serve(api);
