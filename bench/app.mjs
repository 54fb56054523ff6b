/**
 * How long the app takes from drop to mask, how much of it is its own, and whether memory grows.
 *
 *   npm run build && npm run bench:app [-- --short]
 *
 * Stage times come from the status bar; "own" is all but the three graphs' runs.
 */
import { readFileSync } from 'node:fs';
import { median, openApp } from './browser.mjs';

const isShort = process.argv.includes('--short'); // to see that it runs, not to measure
const RUNS = isShort ? 1 : 5;
const ROW = isShort ? 4 : 20;
const pictures = ['dermoscopy.png', 'histology.png'].map((file) => ({
  file,
  bytes: readFileSync(`src/model/golden/${file}`),
}));

const app = await openApp();
await app.drop('warm.png', pictures[0].bytes);
await app.mask('warm.png');

console.log(
  `${'picture'.padEnd(16)} ${['LKA', 'CP', 'MSF', 'own', 'total'].map((name) => `${name} ms`.padStart(9)).join('')}   own share   longest task`,
);
let count = 0;
for (const { file, bytes } of pictures) {
  const runs = [];
  const since = await app.now();
  for (let run = 0; run < RUNS; run++) {
    const name = `${count++}-${file}`;
    await app.drop(name, bytes);
    await app.mask(name);
    runs.push(await times(name));
  }
  const middle = (key) => median(runs.map((run) => run[key]));
  const own = median(runs.map((run) => run.total - run.lka - run.cp - run.msf));
  const longest = await app.longestTask(since);
  console.log(
    `${file.padEnd(16)} ${[middle('lka'), middle('cp'), middle('msf'), own, middle('total')].map((ms) => ms.toFixed(0).padStart(9)).join('')}   ${((100 * own) / middle('total')).toFixed(1).padStart(8)} %   ${longest === 0 ? '< 50 ms' : `${longest.toFixed(0)} ms`}`,
  );
}

console.log(
  `\n${ROW} pictures of 768 × 576 in a row, resident memory of the page's process in MB:`,
);
const memory = [];
/** JavaScript of page and workers, and WebAssembly, after the third and the last picture. */
const heap = [];
const wasm = [];
for (let i = 0; i < ROW; i++) {
  const name = `row-${i}.png`;
  await app.drop(name, pictures[0].bytes);
  await app.mask(name);
  await app.page.evaluate(() => globalThis.gc?.());
  memory.push(Math.round(await app.residentMb()));
  if (i === 2 || i === ROW - 1) {
    heap.push(Math.round(await app.heapMb()));
    wasm.push(Math.round(await app.wasmMb()));
  }
}
console.log(memory.join(' '));
const [third, last] = [memory[2], memory.at(-1)];
console.log(`after the third ${third}, after the last ${last}: ${last - third} MB`);
console.log(`JavaScript of page and workers ${heap.join(', then ')} MB`);
console.log(`WebAssembly of the segmenter ${wasm.join(', then ')} MB`);
await app.close();

/** Milliseconds of the mask on screen. */
async function times(name) {
  const data = await app.page
    .getByTestId('stage-times')
    .evaluate((element) => ({ ...element.dataset }));
  if (data.image !== name) throw new Error(`The status bar tells of ${data.image}, not of ${name}`);
  return {
    lka: Number(data.lka),
    cp: Number(data.cp),
    msf: Number(data.msf),
    total: Number(data.total),
  };
}
