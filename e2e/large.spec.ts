import { readFileSync } from 'node:fs';
import { encode } from 'fast-png';
import { expect, golden, maskIou, readPng, says, test } from './app';

const SIDE_PX = 8192;

/** The golden dermoscopy picture enlarged to a square, nearest neighbour. */
function enlarged(): { picture: Uint8Array; truth: Uint8Array } {
  const { width, height, channels, data } = readPng(readFileSync(golden('dermoscopy.png')));
  const reference = readPng(readFileSync(golden('dermoscopy-probability.png')));
  const pixels = new Uint8Array(SIDE_PX * SIDE_PX * 3);
  const truth = new Uint8Array(SIDE_PX * SIDE_PX);
  for (let y = 0; y < SIDE_PX; y++) {
    const row = Math.floor((y * height) / SIDE_PX) * width;
    for (let x = 0; x < SIDE_PX; x++) {
      const from = row + Math.floor((x * width) / SIDE_PX);
      const to = y * SIDE_PX + x;
      truth[to] = reference.data[from] as number;
      for (let c = 0; c < 3; c++) pixels[to * 3 + c] = data[from * channels + c] as number;
    }
  }
  const options = { width: SIDE_PX, height: SIDE_PX, channels: 3, depth: 8 } as const;
  return { picture: encode({ ...options, data: pixels }, { zlib: { level: 1 } }), truth };
}

test('an image of 8192 × 8192 gets its mask, at its own size', async ({ app, page }) => {
  const { picture, truth } = enlarged();
  const path = test.info().outputPath('large.png');
  await import('node:fs/promises').then(({ writeFile }) => writeFile(path, picture));
  await app.start();
  const chooser = page.waitForEvent('filechooser');
  await page
    .getByRole('button', { name: says('command.open') })
    .first()
    .click();
  await (await chooser).setFiles(path);
  await app.mask('large.png');
  const mask = await app.saved('export-mask');
  expect([mask.width, mask.height]).toEqual([SIDE_PX, SIDE_PX]);
  // Enlarged pixels are squares, so the borders differ a little from the small picture's.
  expect(maskIou(mask.data, truth)).toBeGreaterThanOrEqual(0.97);
});

test('a tiled run of many tiles can be cancelled, and the next image does not wait for it', async ({
  app,
  page,
}) => {
  const { width, height, channels, data } = readPng(readFileSync(golden('histology.png')));
  const side = 4 * width;
  const pixels = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      for (let c = 0; c < 3; c++)
        pixels[(y * side + x) * 3 + c] = data[
          ((y % height) * width + (x % width)) * channels + c
        ] as number;
  const path = test.info().outputPath('mosaic.png');
  const { writeFile } = await import('node:fs/promises');
  await writeFile(
    path,
    encode(
      { width: side, height: side, channels: 3, depth: 8, data: pixels },
      { zlib: { level: 1 } },
    ),
  );
  await app.start();
  const chooser = page.waitForEvent('filechooser');
  await page
    .getByRole('button', { name: says('command.open') })
    .first()
    .click();
  await (await chooser).setFiles(path);
  await expect(page.getByText(/Tile [2-9] of \d\d/).first()).toBeVisible({ timeout: 200_000 });
  await page.keyboard.press('Control+.');
  await expect(app.canvas).toHaveAccessibleName(says('canvas.cancelled', { name: 'mosaic.png' }));
  await app.drop({ name: 'next.png', bytes: readFileSync(golden('dermoscopy.png')) });
  await app.mask('next.png');
  await app.press('previous-image');
  await expect(app.canvas).toHaveAccessibleName(says('canvas.cancelled', { name: 'mosaic.png' }));
});
