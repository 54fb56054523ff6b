/**
 * How many images of a folder the app calls unlike the training data.
 *
 *   npm run bench:unfamiliar -- FOLDER [FOLDER …]
 *
 * PNGs only. `scripts/unpack-pictures.py` writes the images that scikit-image ships as PNGs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPipeline } from '../src/model/worker/pipeline';
import { createStages } from '../src/model/worker/stages';
import { loadSessions, readPng, readStats, runWith, sourceOf } from './node-model';

const folders = process.argv.slice(2);
if (folders.length === 0) throw new Error('Name a folder of PNGs');
const sessions = await loadSessions(2);
const stages = createStages(runWith(sessions));

for (const folder of folders) {
  const files = readdirSync(folder).filter((file) => file.endsWith('.png'));
  let flagged = 0;
  console.log(`\n${folder}`);
  for (const file of files) {
    const raster = readPng(readFileSync(join(folder, file)));
    const pipeline = createPipeline({
      stages,
      stats: readStats(),
      engine: { engine: 'wasm', threads: 2 },
    });
    pipeline.connect(sourceOf({ [file]: raster }));
    const { modality, familiarity } = await pipeline.segment(
      {
        imageId: file,
        size: { width: raster.width, height: raster.height },
        modality: 'auto',
        micronsPerPixel: null,
      },
      () => {},
    );
    const { isUnfamiliar, distanceRatio, residualRatio, familiarMargin } = familiarity;
    if (isUnfamiliar) flagged++;
    const numbers = [distanceRatio, residualRatio, familiarMargin].map((value) => value.toFixed(2));
    console.log(
      `${isUnfamiliar ? 'unlike' : 'like  '}  ${file.padEnd(28)} ${modality.name.padEnd(13)} distance ${numbers[0]}, residual ${numbers[1]}, margin ${numbers[2]}`,
    );
  }
  console.log(`${flagged} of ${files.length} flagged`);
}
