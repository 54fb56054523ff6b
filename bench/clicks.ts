/**
 * What one, two and three simulated clicks do to the mean Dice.
 *
 *   npm run bench:clicks -- FOLDER MODALITY [COUNT]
 *
 * FOLDER holds images/ID.png and masks/ID.png (`scripts/unpack-pictures.py SET.tar FOLDER`). Each
 * click lands in the middle of the largest error, as a person's would, and goes through the same
 * `refine` as in the app; Dice is measured at the mask's own resolution.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { distanceToOtherSquared } from '../src/core/distance';
import type { Click } from '../src/core/types';
import type { ModalityName } from '../src/model/contract';
import { createPipeline } from '../src/model/worker/pipeline';
import { createStages } from '../src/model/worker/stages';
import { loadSessions, readPng, readStats, runWith, sourceOf } from './node-model';

const CLICKS = 3;
const OBJECT = 128;

const [folder, modality, count = '40'] = process.argv.slice(2);
if (!folder || !modality) throw new Error('Name a folder and a modality');
const stages = createStages(runWith(await loadSessions(2)));
const ids = readdirSync(join(folder, 'masks')).sort();
const step = Math.max(1, Math.floor(ids.length / Number(count)));
const chosen = ids.filter((_, i) => i % step === 0).slice(0, Number(count));
const sums = new Array<number>(CLICKS + 1).fill(0);
const worse = new Array<number>(CLICKS + 1).fill(0);

for (const id of chosen) {
  const raster = readPng(readFileSync(join(folder, 'images', id)));
  const truth = readPng(readFileSync(join(folder, 'masks', id)));
  const size = { width: raster.width, height: raster.height };
  const pipeline = createPipeline({
    stages,
    stats: readStats(),
    engine: { engine: 'wasm', threads: 2 },
  });
  pipeline.connect(sourceOf({ [id]: raster }));
  const request = { imageId: id, size, modality: modality as ModalityName, micronsPerPixel: null };
  const prediction = await pipeline.segment(request, () => {});
  const probability = prediction.probability.slice();
  const clicks: Click[] = [];
  let last = dice(probability, truth.data);
  sums[0] = (sums[0] as number) + last;
  for (let n = 1; n <= CLICKS; n++) {
    const click = middleOfLargestError(size, probability, truth.data);
    if (click) {
      clicks.push(click);
      const patch = await pipeline.refine(
        { ...request, clicks: [...clicks], prior: null },
        () => {},
      );
      for (let y = 0; y < patch.rect.height; y++) {
        const row = patch.probability.subarray(y * patch.rect.width, (y + 1) * patch.rect.width);
        probability.set(row, (patch.rect.y + y) * size.width + patch.rect.x);
      }
    }
    const now = dice(probability, truth.data);
    if (now < last - 0.001) worse[n] = (worse[n] as number) + 1;
    sums[n] = (sums[n] as number) + now;
    last = now;
  }
}

console.log(`${folder}, ${modality}, ${chosen.length} pictures`);
for (let n = 0; n <= CLICKS; n++) {
  const mean = (100 * (sums[n] as number)) / chosen.length;
  console.log(
    `${n} clicks: mean Dice ${mean.toFixed(2)} %${n > 0 ? `, worse than before on ${worse[n]}` : ''}`,
  );
}

function dice(probability: Uint8Array, truth: ArrayLike<number>): number {
  let both = 0;
  let sum = 0;
  for (let i = 0; i < probability.length; i++) {
    const inMask = (probability[i] as number) >= OBJECT;
    const inTruth = (truth[i] as number) > 0;
    if (inMask && inTruth) both++;
    sum += Number(inMask) + Number(inTruth);
  }
  return sum === 0 ? 1 : (2 * both) / sum;
}

/** The point deepest inside a wrong area; `null` when nothing is wrong. */
function middleOfLargestError(
  size: { width: number; height: number },
  probability: Uint8Array,
  truth: ArrayLike<number>,
): Click | null {
  // One pixel of margin: errors at the edge of the image count as deep as others.
  const width = size.width + 2;
  const wrong = new Uint16Array(width * (size.height + 2));
  for (let y = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++) {
      const i = y * size.width + x;
      const isWrong = (probability[i] as number) >= OBJECT !== (truth[i] as number) > 0;
      if (isWrong) wrong[(y + 1) * width + x + 1] = 1;
    }
  const depth = distanceToOtherSquared({ width, height: size.height + 2 }, wrong);
  let best = -1;
  for (let i = 0; i < wrong.length; i++)
    if (wrong[i] === 1 && (best < 0 || (depth[i] as number) > (depth[best] as number))) best = i;
  if (best < 0) return null;
  const x = (best % width) - 1;
  const y = Math.floor(best / width) - 1;
  return {
    at: { x: x + 0.5, y: y + 0.5 },
    belongs: (truth[y * size.width + x] as number) > 0,
  };
}
