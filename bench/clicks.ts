/**
 * What one, two and three simulated clicks do to the mean Dice.
 *
 *   npm run bench:clicks -- FOLDER MODALITY [COUNT] [OFFSET]
 *
 * FOLDER holds images/ID.png and masks/ID.png, 8-bit grey (`scripts/unpack-pictures.py SET.tar
 * FOLDER`). Of these COUNT are taken, evenly spread, the first at OFFSET. Each click lands in the
 * middle of the largest error, as a person's would, until no error is deeper than two pixels, and
 * goes through the app's own `addClick`; Dice is measured at the mask's own resolution.
 *
 * Prints a row a picture: Dice without a click, then what each click says and gains; `=` where it
 * left the clicked pixel as it was.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentOf } from '@/testing/image';
import { distanceToOtherSquared } from '../src/core/labels/distance';
import { deriveObjects } from '../src/core/objects/derive-objects';
import type { Click, Raster, Size } from '../src/core/types';
import type { ModalityName } from '../src/model/contract';
import type { RefineRequest } from '../src/model/protocol';
import { createPipeline } from '../src/model/worker/pipeline';
import { createStages } from '../src/model/worker/stages';
import { arraysOf, composeArrays, dropArrays, setArrays } from '../src/state/image/layers';
import { newEntry } from '../src/state/list/list-images';
import { addClick } from '../src/state/segment/refine';
import { untouchedMask } from '../src/state/store/document-slice';
import { provideServices } from '../src/state/store/services';
import { deriveSettings } from '../src/state/store/settings';
import { useStore } from '../src/state/store/store';
import { loadSessions, readPng, readStats, runWith, sourceOf } from './node-model';

const CLICKS = 3;
/** Errors that are nowhere deeper are border noise: nobody clicks on them. */
const LEAST_DEPTH_PX = 2;

const [folder, modality, count = '40', offset = '0'] = process.argv.slice(2);
if (!folder || !modality) throw new Error('Name a folder and a modality');
const stages = createStages(runWith(await loadSessions(2)));
const ids = readdirSync(join(folder, 'masks')).sort();
const step = Math.max(1, Math.floor(ids.length / Number(count)));
const chosen = ids.filter((_, i) => i % step === Number(offset)).slice(0, Number(count));
const sums = new Array<number>(CLICKS + 1).fill(0);
/** Pictures that a click made worse by more than 0.1 and by more than 1 point of Dice. */
const worse = new Array<number>(CLICKS + 1).fill(0);
const muchWorse = new Array<number>(CLICKS + 1).fill(0);
let given = 0;
let unfollowed = 0;

for (const id of chosen) {
  const raster = readPng(readFileSync(join(folder, 'images', id)));
  const size = { width: raster.width, height: raster.height };
  const truth = readMask(id, size);
  await show(id, size, raster);
  let last = dice(reviewed(id), truth);
  sums[0] = (sums[0] as number) + last;
  const row = [id, percent(last)];
  for (let n = 1; n <= CLICKS; n++) {
    const click = middleOfLargestError(size, reviewed(id), truth);
    if (click) await addClick(click);
    const isFollowed = !click || isAsSaid(size, reviewed(id), click);
    given += Number(click !== null);
    unfollowed += Number(!isFollowed);
    const now = dice(reviewed(id), truth);
    if (now < last - 0.001) worse[n] = (worse[n] as number) + 1;
    if (now < last - 0.01) muchWorse[n] = (muchWorse[n] as number) + 1;
    const said = !click ? 'none' : click.belongs ? 'belongs' : 'does not';
    row.push(`${said} ${percent(now - last)}${isFollowed ? '' : ' ='}`);
    sums[n] = (sums[n] as number) + now;
    last = now;
  }
  dropArrays(id);
  console.log(row.join('  '));
}

console.log(`${folder}, ${modality}, ${chosen.length} pictures`);
for (let n = 0; n <= CLICKS; n++) {
  const mean = percent((sums[n] as number) / chosen.length);
  const losses = `, worse than before on ${worse[n]}, by more than 1 point on ${muchWorse[n]}`;
  console.log(`${n} clicks: mean Dice ${mean} %${n > 0 ? losses : ''}`);
}
console.log(`${given} clicks, ${unfollowed} not followed where they were`);

/** The mask of a picture, above 0 where the object is; refuses one that is no 8-bit grey PNG of that size. */
function readMask(id: string, { width, height }: Size): ArrayLike<number> {
  const path = join(folder as string, 'masks', id);
  const mask = readPng(readFileSync(path));
  if (mask.channels !== 1 || mask.width !== width || mask.height !== height)
    throw new Error(`${path} is no grey picture of ${width} × ${height} pixels`);
  return mask.data;
}

/** Segments a picture and makes it the app's only image, as after a drop. */
async function show(id: string, size: Size, raster: Raster): Promise<void> {
  const pipeline = createPipeline({
    stages,
    stats: readStats(),
    engine: { engine: 'wasm', threads: 2 },
  });
  pipeline.connect(sourceOf({ [id]: raster }));
  const engine = { refine: (question: RefineRequest) => pipeline.refine(question, () => {}) };
  provideServices({ engine, pixels: {} } as unknown as Parameters<typeof provideServices>[0]);
  const name = modality as ModalityName;
  const { probability, core, ...result } = await pipeline.segment(
    { imageId: id, size, modality: name, micronsPerPixel: null },
    () => {},
  );
  const settings = deriveSettings(name);
  const { runs: aiRuns } = deriveObjects(size, probability, null, settings);
  const empty = { edits: null, owners: null, reference: null, renumbering: null };
  setArrays(id, await composeArrays({ size, probability, core, aiRuns, ...empty }));
  const entry = newEntry(id, new File([], id));
  const image = {
    ...entry,
    phase: 'ready',
    settings,
    facts: { size, format: 'png', channels: 3, bits: 8, window: null, spacing: null, levels: 1 },
    mask: untouchedMask({ ...result, elapsedMs: 0 }, { objectCount: 0, areaPx: 0 }),
  } as const;
  useStore.setState({ ...documentOf([image]), activeId: id });
}

function reviewed(id: string): Uint16Array {
  const own = arraysOf(id);
  if (!own) throw new Error(`No mask of ${id}`);
  return own.reviewed;
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}

function isAsSaid({ width }: Size, mask: Uint16Array, { at, belongs }: Click): boolean {
  const label = mask[Math.floor(at.y) * width + Math.floor(at.x)] as number;
  return label > 0 === belongs;
}

function dice(mask: Uint16Array, truth: ArrayLike<number>): number {
  let both = 0;
  let sum = 0;
  for (let i = 0; i < mask.length; i++) {
    const inMask = (mask[i] as number) > 0;
    const inTruth = (truth[i] as number) > 0;
    if (inMask && inTruth) both++;
    sum += Number(inMask) + Number(inTruth);
  }
  return sum === 0 ? 1 : (2 * both) / sum;
}

/** The point deepest inside a wrong area; `null` when nothing is wrong but the border. */
function middleOfLargestError(
  size: Size,
  mask: Uint16Array,
  truth: ArrayLike<number>,
): Click | null {
  // One pixel of margin: errors at the edge of the image count as deep as others.
  const width = size.width + 2;
  const wrong = new Uint16Array(width * (size.height + 2));
  for (let y = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++) {
      const i = y * size.width + x;
      const isWrong = (mask[i] as number) > 0 !== (truth[i] as number) > 0;
      if (isWrong) wrong[(y + 1) * width + x + 1] = 1;
    }
  const depth = distanceToOtherSquared({ width, height: size.height + 2 }, wrong);
  let best = -1;
  for (let i = 0; i < wrong.length; i++)
    if (wrong[i] === 1 && (best < 0 || (depth[i] as number) > (depth[best] as number))) best = i;
  if (best < 0 || (depth[best] as number) < LEAST_DEPTH_PX ** 2) return null;
  const x = (best % width) - 1;
  const y = Math.floor(best / width) - 1;
  return {
    at: { x: x + 0.5, y: y + 0.5 },
    belongs: (truth[y * size.width + x] as number) > 0,
  };
}
