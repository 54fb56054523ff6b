import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { en } from '../src/state/text/en/en';
import {
  type App,
  type Dropped,
  expect,
  fixture,
  fromDisk,
  golden,
  maskIou,
  readPng,
  says,
  test,
} from './app';
import { smallPicture } from './small-picture';

test('a dropped dermoscopy picture gets the mask that the reference implementation gives it', async ({
  app,
}) => {
  await app.start();
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await app.mask('dermoscopy.png');
  await expect(app.canvas).toHaveAccessibleName(/: 1 lesion/);
  const mask = await app.saved('export-mask');
  const reference = readPng(readFileSync(golden('dermoscopy-probability.png')));
  expect([mask.width, mask.height, mask.channels, mask.depth]).toEqual([768, 576, 1, 8]);
  expect(maskIou(mask.data, reference.data)).toBeGreaterThanOrEqual(0.98);
  expect(mask.name).toBe('dermoscopy-mask.png');
});

test('a dropped histology tile gets every nucleus, tile by tile, as the reference implementation does', async ({
  app,
}) => {
  await app.start();
  await app.drop(fromDisk(golden('histology.png')));
  await app.mask('histology.png');
  expect(await app.objectCount()).toBeGreaterThan(300);
  const mask = await app.saved('export-mask');
  const reference = readPng(readFileSync(golden('histology-probability.png')));
  expect(maskIou(mask.data, reference.data)).toBeGreaterThanOrEqual(0.98);
  const labels = await app.saved('export-labels');
  expect(labels.depth).toBe(16);
  expect(new Set(Array.from(labels.data)).size - 1).toBe(await app.objectCount());
});

test('several files dropped at once are listed, and each gets its mask', async ({ app, page }) => {
  await app.start();
  const picture = fromDisk(golden('dermoscopy.png'));
  await app.drop({ ...picture, name: 'first.png' }, { ...picture, name: 'second.png' });
  await app.mask('first.png');
  await page
    .getByRole('button', { name: /second\.png/ })
    .first()
    .click();
  await app.mask('second.png');
});

test('a pasted picture is segmented', async ({ app }) => {
  await app.start();
  await app.paste(fromDisk(golden('dermoscopy.png'), 'pasted.png'));
  await app.mask('pasted.png');
});

/** Ways into the page that need nothing of the system. */
const doors: Readonly<Record<string, (app: App, files: readonly Dropped[]) => Promise<void>>> = {
  dropped: (app, files) => app.drop(...files),
  pasted: (app, files) => app.paste(...files),
  chosen: async ({ page }, files) => {
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('Control+O');
    await (await chooser).setFiles(
      files.map(({ name, bytes }) => ({ name, mimeType: '', buffer: Buffer.from(bytes) })),
    );
  },
};

test('a session is restored whatever its name, through each way in, and nothing holds it up', async ({
  app,
  page,
}) => {
  await app.start('?private');
  await app.drop(smallPicture());
  await app.mask('nuclei.png');
  const areaPx = await app.areaPx();
  const download = page.waitForEvent('download');
  await page.keyboard.press('Control+Alt+S');
  const session = fromDisk(await (await download).path(), 'lesion.png');
  const others = zipSync({ 'nuclei-mask.png': smallPicture().bytes });
  for (const [door, bring] of Object.entries(doors)) {
    await test.step(door, async () => {
      await app.start('?private');
      await bring(app, [
        { name: 'exports.zip', bytes: others },
        fromDisk(fixture('rgb.png'), 'picture.zip'),
        session,
      ]);
      await app.mask('nuclei.png');
      expect(await app.areaPx()).toBe(areaPx);
      await expect(page.getByRole('button', { name: /picture\.zip/ }).first()).toBeVisible();
      await expect(page.getByRole('alert')).toHaveText(
        says('error.ArchiveUnknown', { file: 'exports.zip' }),
      );
    });
  }
});

const shown = [
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => [`orientation-${n}.jpg`, 64, 48] as const),
  ['cmyk.jpg', 64, 48],
  ['lossy.webp', 64, 48],
  ['picture.bmp', 64, 48],
  ['turned.png', 64, 48],
  ['turned.webp', 64, 48],
  ['turned.avif', 64, 48],
  ['no-end-marker.jpg', 64, 48],
  ['padded.jpg', 64, 48],
] as const;

test('pictures of every orientation and kind are shown upright and in their colours', async ({
  app,
}) => {
  await app.start();
  for (const [file, width, height] of shown) {
    await app.drop(fromDisk(fixture(file)));
    await app.mask(file);
    const overlay = await app.saved('export-overlay');
    expect([overlay.width, overlay.height], file).toEqual([width, height]);
    const colourAt = (x: number, y: number) =>
      [0, 1, 2].map((c) => (overlay.data[(y * width + x) * overlay.channels + c] as number) > 127);
    const mask = await app.saved('export-mask');
    const corners = [
      [3, 3, [true, false, false]],
      [width - 4, 3, [false, true, false]],
      [3, height - 4, [false, false, true]],
      [width - 4, height - 4, [true, true, false]],
    ] as const;
    const clear = corners.filter(([x, y]) => mask.data[y * width + x] === 0);
    expect(clear.length, `corners of ${file} outside the mask`).toBeGreaterThan(1);
    for (const [x, y, colour] of clear)
      expect(colourAt(x, y), `${file} at ${x}, ${y}`).toEqual(colour);
  }
});

test('the licences of the libraries ship with the app, those of its workers too', async ({
  request,
}) => {
  const answer = await request.get('./third-party-licenses.txt');
  const text = await answer.text();
  for (const library of ['react', 'konva', 'onnxruntime-web', 'fast-png', 'iobuffer'])
    expect(text).toMatch(new RegExp(`^${library} \\d`, 'm'));
});

test('a key pressed right after Escape is not lost to the dialog that it closed', async ({
  app,
  page,
}) => {
  await app.start();
  const help = page.getByRole('dialog', { name: says('help.title') });
  const palette = page.getByRole('dialog', { name: says('command.palette') });
  // The browser says late that a dialog has closed; how late is chance, so ten times.
  for (let round = 0; round < 10; round++) {
    await page.keyboard.press('?');
    await expect(help).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+K');
    await expect(palette).toBeVisible();
    await page.keyboard.press('Escape');
  }
  await page.keyboard.press('Control+K');
  await page.keyboard.type('engine');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: says('engine.title') })).toBeVisible();
  await expect(palette).toBeHidden();
});

const coloured = ['display-p3.png', 'adobe-rgb.png', 'grey-gamma.png', 'display-p3.jpg'];
const chunked = ['gamma-1.png', 'p3-points.png', 'cicp-p3.png'];

test('pictures with a colour profile look as the browser itself shows them', async ({
  app,
  page,
}) => {
  await app.start();
  for (const file of [...coloured, ...chunked]) {
    const bytes = readFileSync(fixture(file));
    await app.drop({ name: file, bytes });
    await app.mask(file);
    await expect(page.getByText(en['file.profile-applied'])).toHaveCount(
      file.endsWith('.jpg') ? 0 : 1, // the browser's decoder does not say what it did
    );
    const overlay = await app.saved('export-overlay');
    const mask = await app.saved('export-mask');
    const type = file.endsWith('.jpg') ? 'image/jpeg' : 'image/png';
    const image = await page.evaluate(
      async ([base64 = '', mime = '']) => {
        const picture = new Image();
        const data = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
        picture.src = URL.createObjectURL(new Blob([data], { type: mime }));
        await picture.decode();
        const canvas = new OffscreenCanvas(picture.naturalWidth, picture.naturalHeight);
        const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
        context.drawImage(picture, 0, 0);
        return [...context.getImageData(0, 0, canvas.width, canvas.height).data];
      },
      [bytes.toString('base64'), type],
    );
    let compared = 0;
    for (let i = 0; i < mask.data.length; i++) {
      if ((mask.data[i] as number) > 0) continue; // painted over
      const grey = overlay.channels < 3;
      for (let c = 0; c < 3; c++) {
        const shown = overlay.data[overlay.channels * i + (grey ? 0 : c)] as number;
        expect(Math.abs(shown - (image[4 * i + c] as number)), `${file} ${i}`).toBeLessThanOrEqual(
          2,
        );
      }
      compared++;
    }
    expect(compared, file).toBeGreaterThan(100);
  }
});
