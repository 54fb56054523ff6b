/**
 * How fast editing is: brush stroke to paint, undo, threshold drag and clean-up.
 *
 *   npm run build && npm run bench:edit
 *
 * Each gesture is done through the page's own controls, one change a frame. "frame" is the time
 * from one animation frame to the next while it lasts; "paint" is the mask's repaint inside it.
 */
import { readFileSync } from 'node:fs';
import { decode, encode } from 'fast-png';
import { median, openApp } from './browser.mjs';

const SIDES_PX = [1024, 2048, 4096];
const FRAMES = 60;

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

const report = (side, gesture, { times, paints }) =>
  console.log(
    `${String(side).padStart(5)}  ${gesture.padEnd(16)} frame median ${median(times).toFixed(1).padStart(6)} ms, worst ${Math.max(
      ...times,
    )
      .toFixed(1)
      .padStart(6)} ms   ` +
      `${String(paints.length).padStart(3)} paints, median ${median(paints).toFixed(1).padStart(5)} ms, worst ${Math.max(
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

  report(
    side,
    'undo and redo',
    await frames(
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
    ),
  );

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
  for (const chord of ['Shift+H', 'Shift+K', 'Shift+G', 'Shift+X', 'Shift+M']) {
    const started = await app.now();
    const edited = page
      .waitForFunction(
        (revision) => document.querySelector('[data-testid=canvas]')?.dataset.revision !== revision,
        await page.getByTestId('canvas').getAttribute('data-revision'),
        { timeout: 5000 },
      )
      .catch(() => null);
    await page.keyboard.press(chord);
    if (await edited) cleanUps.push(`${chord} ${((await app.now()) - started).toFixed(0)} ms`);
    else cleanUps.push(`${chord} no change`);
  }
  console.log(`${String(side).padStart(5)}  clean-up         ${cleanUps.join(', ')}`);
  const longest = await app.longestTask(since);
  console.log(
    `${String(side).padStart(5)}  longest task of the page: ${longest === 0 ? 'below 50 ms' : `${longest.toFixed(0)} ms`}\n`,
  );
}
await app.close();
