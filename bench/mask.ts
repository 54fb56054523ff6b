/**
 * What the app makes of a picture with three graphs from any folder: the mask's probabilities, one byte a pixel.
 *
 *   node scripts/run-ts.mjs bench/mask.ts MODELS_FOLDER PICTURE.png MODALITY OUT.u8
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { assertContract, GRAPH_NAMES, type ModalityName } from '../src/model/contract';
import { createPipeline } from '../src/model/worker/pipeline';
import { createStages } from '../src/model/worker/stages';
import { loadSessions, readPng, readStats, runWith, sourceOf } from './node-model';

const [folder, picture, modality, out] = process.argv.slice(2);
if (!folder || !picture || !modality || !out)
  throw new Error('Name a folder of graphs, a PNG, a modality and a file to write');
const sessions = await loadSessions(1, folder);
for (const name of GRAPH_NAMES)
  assertContract(name, sessions[name].inputMetadata, sessions[name].outputMetadata);
const raster = readPng(readFileSync(picture));
const pipeline = createPipeline({
  stages: createStages(runWith(sessions)),
  stats: readStats(),
  engine: { engine: 'wasm', threads: 1 },
});
pipeline.connect(sourceOf({ picture: raster }));
const { width, height } = raster;
const { probability } = await pipeline.segment(
  {
    imageId: 'picture',
    size: { width, height },
    modality: modality as ModalityName,
    micronsPerPixel: null,
  },
  () => {},
);
writeFileSync(out, probability);
