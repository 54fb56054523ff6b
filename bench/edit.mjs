/**
 * How fast editing is: brush stroke to paint, undo, threshold drag and clean-up.
 *
 *   npm run build && npm run bench:edit [-- --short]
 *
 * Then the same for 5,000 objects: hover, selection, sorting of their table, deletion, and undo and
 * redo of a change of all of them.
 *
 * Each action goes through the page's own controls, one change a frame. "frame" is the time between
 * two animation frames while it lasts. "paint" is the mask's repaint inside it.
 */
import { readFileSync } from 'node:fs';
import { decode, encode } from 'fast-png';
import { median, openApp } from './browser.mjs';

const isShort = process.argv.includes('--short'); // to see that it runs, not to measure
const SIDES_PX = isShort ? [1024] : [1024, 2048, 4096];
const FRAMES = 60;
const OBJECTS_SIDE_PX = 2048;
const CELL_PX = 28; // 73 × 73 objects of this pitch

const picture = decode(readFileSync('src/model/golden/dermoscopy.png'));

/** The golden picture enlarged to a square. */
function enlarged(sidePx) {
  const data = new Uint8Array(sidePx * sidePx * 3);
  for (let y = 0; y < sidePx; y++)
    for (let x = 0; x < sidePx; x++) {
      const from =
        (Math.floor((y * picture.height) / sidePx) * picture.width +
          Math.floor((x * picture.width) / sidePx)) *
        picture.channels;
      for (let c = 0; c < 3; c++) data[(y * sidePx + x) * 3 + c] = picture.data[from + c];
    }
  return encode({ width: sidePx, height: sidePx, data, channels: 3, depth: 8 });
}

/** A 16-bit label picture of 5,329 discs. */
function manyObjects() {
  const side = OBJECTS_SIDE_PX;
  const columns = Math.floor(side / CELL_PX);
  const data = new Uint16Array(side * side);
  for (let y = 0; y < columns * CELL_PX; y++)
    for (let x = 0; x < columns * CELL_PX; x++) {
      const away = Math.hypot((x % CELL_PX) - CELL_PX / 2, (y % CELL_PX) - CELL_PX / 2);
      if (away < 9)
        data[y * side + x] = Math.floor(y / CELL_PX) * columns + Math.floor(x / CELL_PX) + 1;
    }
  return encode({ width: side, height: side, data, channels: 1, depth: 16 });
}

const app = await openApp();
const { page } = app;

/** Calls `step(i, context)` in the page once a frame and answers what the frames took. */
async function frames(setUp, step) {
  const context = await page.evaluateHandle(setUp);
  const change = await page.evaluateHandle(`(${step})`); // the page's policy forbids it to evaluate text itself
  return page.evaluate(
    async ([each, own, count]) => {
      performance.clearMeasures('mask-paint');
      const times = [];
      let last = await new Promise(requestAnimationFrame);
      for (let i = 0; i < count; i++) {
        each(i, own);
        const now = await new Promise(requestAnimationFrame);
        times.push(now - last);
        last = now;
      }
      await new Promise(requestAnimationFrame);
      const paints = performance.getEntriesByName('mask-paint').map((entry) => entry.duration);
      return { times, paints };
    },
    [change, context, FRAMES],
  );
}

/** Undoes the last step and redoes it, in turns. */
const undoAndRedo = () =>
  frames(
    () => window,
    (i) =>
      window.dispatchEvent(
        new KeyboardEvent('keydown', {
          key: i % 2 ? 'Z' : 'z',
          code: 'KeyZ',
          ctrlKey: true,
          shiftKey: i % 2 === 1,
          bubbles: true,
        }),
      ),
  );

/** The time of a clean-up, from its key until the mask has changed. */
async function cleanUp(chord) {
  const started = await app.now();
  const edited = page
    .waitForFunction(
      (revision) => document.querySelector('[data-testid=canvas]')?.dataset.revision !== revision,
      await page.getByTestId('canvas').getAttribute('data-revision'),
      { timeout: 5000 },
    )
    .catch(() => null);
  await page.keyboard.press(chord);
  if (!(await edited)) return `${chord} no change`;
  return `${chord} ${((await app.now()) - started).toFixed(0)} ms`;
}

const perSecond = (count, times) =>
  ((1000 * count) / times.reduce((sum, ms) => sum + ms, 0)).toFixed(0).padStart(2);

const report = (side, gesture, { times, paints }) =>
  console.log(
    `${String(side).padStart(5)}  ${gesture.padEnd(16)} frame median ${median(times).toFixed(1).padStart(6)} ms, worst ${Math.max(
      ...times,
    )
      .toFixed(1)
      .padStart(6)} ms   ` +
      `${String(paints.length).padStart(3)} paints, ${perSecond(paints.length, times)} a second, median ${median(paints).toFixed(1).padStart(5)} ms, worst ${Math.max(
        0,
        ...paints,
      )
        .toFixed(1)
        .padStart(5)} ms`,
  );

for (const side of SIDES_PX) {
  const name = `side-${side}.png`;
  await app.drop(name, enlarged(side));
  await app.mask(name);
  await page.keyboard.press('b');
  const since = await app.now();

  report(
    side,
    'brush stroke',
    await frames(
      () => {
        const canvas = document.querySelector('[data-testid=canvas]');
        const box = canvas.getBoundingClientRect();
        const send = (type, i) =>
          canvas.dispatchEvent(
            new PointerEvent(type, {
              pointerId: 1,
              pointerType: 'mouse',
              button: type === 'pointermove' ? -1 : 0,
              buttons: type === 'pointerup' ? 0 : 1,
              bubbles: true,
              clientX: box.left + box.width * (0.2 + 0.01 * i),
              clientY: box.top + box.height * (0.5 + 0.2 * Math.sin(i / 5)),
            }),
          );
        // Synthetic events have no pointer to capture.
        canvas.setPointerCapture = () => {};
        send('pointerdown', 0);
        return send;
      },
      (i, send) => send(i === 59 ? 'pointerup' : 'pointermove', i),
    ),
  );

  report(side, 'undo and redo', await undoAndRedo());

  report(
    side,
    'threshold drag',
    await frames(
      () => {
        const label = [...document.querySelectorAll('label')].find(
          (element) => element.textContent === 'Threshold',
        );
        const slider = label?.control;
        if (!slider) throw new Error('The threshold slider is not on the page');
        const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
        return (value) => {
          set.call(slider, String(value));
          slider.dispatchEvent(new Event('input', { bubbles: true }));
        };
      },
      (i, set) => set((0.2 + 0.01 * i).toFixed(2)),
    ),
  );

  const cleanUps = [];
  for (const chord of ['Shift+H', 'Shift+K', 'Shift+G', 'Shift+X', 'Shift+M'])
    cleanUps.push(await cleanUp(chord));
  console.log(`${String(side).padStart(5)}  clean-up         ${cleanUps.join(', ')}`);
  const longest = await app.longestTask(since);
  console.log(
    `${String(side).padStart(5)}  longest task of the page: ${longest === 0 ? 'below 50 ms' : `${longest.toFixed(0)} ms`}\n`,
  );
}
await app.drop('objects.png', enlarged(OBJECTS_SIDE_PX));
await app.mask('objects.png');
await page.getByLabel('Objects are').selectOption('connected parts');
await app.chooseFile('labels.png', manyObjects(), () => page.keyboard.press('Control+Shift+L'));
const rows = page.getByRole('grid');
await rows.waitFor({ timeout: 60_000 });
await page.waitForFunction(() => document.querySelector('[role=grid]')?.ariaRowCount > 5000);
const sinceObjects = await app.now();

await page.keyboard.press('v');
report(
  OBJECTS_SIDE_PX,
  'hover objects',
  await frames(
    () => {
      const canvas = document.querySelector('[data-testid=canvas]');
      const box = canvas.getBoundingClientRect();
      return (i) =>
        canvas.dispatchEvent(
          new PointerEvent('pointermove', {
            pointerId: 1,
            pointerType: 'mouse',
            bubbles: true,
            clientX: box.left + box.width * (0.3 + 0.006 * i),
            clientY: box.top + box.height * 0.5,
          }),
        );
    },
    (i, move) => move(i),
  ),
);

report(
  OBJECTS_SIDE_PX,
  'select in turn',
  await frames(
    () => window,
    () =>
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', code: 'KeyN', bubbles: true })),
  ),
);

const heads = ['Area', 'Perim', '#', 'Area'];
const sorts = [];
for (const name of heads) {
  const head = rows.getByRole('button', { name: new RegExp(`^${name}`) }).first();
  if (!(await head.count())) continue;
  const started = await app.now();
  await head.click();
  await page.evaluate(() => new Promise(requestAnimationFrame));
  sorts.push(`${name} ${((await app.now()) - started).toFixed(0)} ms`);
}
console.log(`${OBJECTS_SIDE_PX}  sort the table   ${sorts.join(', ')} (clicking included)`);

const rowCount = () => rows.getAttribute('aria-rowcount');
const countBefore = await rowCount();
const deleted = await app.now();
await page.keyboard.press('Delete');
await page.waitForFunction(
  (before) => document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') !== before,
  countBefore,
);
console.log(
  `${OBJECTS_SIDE_PX}  delete one       ${((await app.now()) - deleted).toFixed(0)} ms until its row is gone`,
);
console.log(`${OBJECTS_SIDE_PX}  grow all         ${await cleanUp('Shift+G')}`);
report(OBJECTS_SIDE_PX, 'undo and redo', await undoAndRedo());

const longestOfMany = await app.longestTask(sinceObjects);
console.log(
  `${OBJECTS_SIDE_PX}  longest task of the page: ${longestOfMany === 0 ? 'below 50 ms' : `${longestOfMany.toFixed(0)} ms`}`,
);
await app.close();
