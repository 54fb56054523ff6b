import { encode } from 'fast-png';
import { expect, fixture, fromDisk, says, test } from './app';
import { Sight } from './sight';
import { OBJECTS, objectsPicture, SIDE_PX, smallPicture } from './small-picture';

test.use({ viewport: { width: 1440, height: 900 } });

/** Pixels of the four objects, 1 where there is one. */
const TRUTH = new Uint8Array(SIDE_PX * SIDE_PX);
for (const [left, top, right, bottom] of Object.values(OBJECTS)) {
  for (let y = top; y < bottom; y++) TRUTH.fill(1, y * SIDE_PX + left, y * SIDE_PX + right);
}

const picture = (name: string, valueFor: (object: number) => number) => ({
  name,
  mimeType: 'image/png',
  buffer: Buffer.from(
    encode({
      width: SIDE_PX,
      height: SIDE_PX,
      data: TRUTH.map(valueFor),
      channels: 1,
      depth: 8,
    }),
  ),
});
const file = ({ name, bytes }: ReturnType<typeof objectsPicture>) => ({
  name,
  mimeType: 'image/png',
  buffer: Buffer.from(bytes),
});

/** Every pixel of another colour. */
const photograph = {
  name: 'tile.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    encode({
      width: SIDE_PX,
      height: SIDE_PX,
      data: Uint8Array.from({ length: 3 * SIDE_PX ** 2 }, (_, i) => (i * 31 + (i >> 8) * 7) % 256),
      channels: 3,
      depth: 8,
    }),
  ),
};

test('a mask file that can be read in two ways is asked about, and what it was taken for stays in sight', async ({
  app,
  page,
}) => {
  await app.start();
  await app.drop(smallPicture());
  await app.mask('nuclei.png');
  const dialog = page.getByRole('dialog');
  const load = async (
    keys: string,
    chosen: Parameters<typeof file>[0] | ReturnType<typeof picture>,
  ) => {
    const chooser = page.waitForEvent('filechooser');
    await app.canvas.focus();
    await page.keyboard.press(keys);
    await (await chooser).setFiles('bytes' in chosen ? file(chosen) : chosen);
  };
  const choice = (key: Parameters<typeof says>[0]) =>
    dialog.getByRole('radio', { name: says(key) });

  await test.step('a mask with white objects is loaded without a question', async () => {
    await load(
      'Control+Shift+L',
      picture('plain.png', (object) => 255 * object),
    );
    await expect.poll(() => app.objectCount()).toBe(4);
    await expect(dialog).toHaveCount(0);
  });

  await test.step('one with a white ground is asked about; Escape loads nothing', async () => {
    await load(
      'Control+Shift+O',
      picture('white.png', (object) => 255 - 255 * object),
    );
    await expect(dialog).toHaveAccessibleName(says('maskReading.title', { file: 'white.png' }));
    await expect(choice('reading.inverted')).toBeChecked();
    await expect(choice('reading.inverted')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(page.getByText(says('compare.readAs'))).toHaveCount(0);
  });

  await test.step('the likelier reading is taken with Enter, and agrees', async () => {
    await load(
      'Control+Shift+O',
      picture('white.png', (object) => 255 - 255 * object),
    );
    await expect(choice('reading.inverted')).toBeFocused();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: says('compare.title') }).click();
    await expect(page.getByText(says('compare.readAs', { file: 'white.png' }))).toContainText(
      says('reading.inverted'),
    );
    await expect(page.getByText('1.000').first()).toBeVisible();
    await expect(page.getByText(says('compare.hardlyOverlap'))).toHaveCount(0);
  });

  await test.step('it can be read differently; a mask that hardly overlaps is warned of', async () => {
    await page.getByRole('button', { name: says('compare.readAgain') }).click();
    await expect(choice('reading.inverted')).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(choice('reading.mask')).toBeChecked();
    await page.keyboard.press('Enter');
    await expect(page.getByText(says('compare.hardlyOverlap'))).toBeVisible();
    await expect(page.getByText(says('compare.readAs', { file: 'white.png' }))).toContainText(
      says('reading.mask'),
    );
  });

  await test.step('a photograph is refused in words', async () => {
    await load('Control+Shift+O', photograph);
    await expect(app.alerts).toContainText(says('error.NotAMask', { file: 'tile.png' }));
    await app.alerts.getByRole('button', { name: says('action.dismiss') }).click();
  });

  await test.step('an object that the eraser parts is two', async () => {
    await load('Control+Shift+L', objectsPicture());
    await expect.poll(() => app.objectCount()).toBe(4);
    await app.canvas.focus();
    await page.keyboard.press('s'); // the divider of the comparison would be in the way
    await expect(page.getByRole('slider', { name: says('swipe.divider') })).toBeHidden();
    await page.keyboard.press('e');
    const sight = await Sight.of(app);
    const at = sight.toPage({ x: 185, y: 15 });
    const to = sight.toPage({ x: 185, y: 75 });
    await page.mouse.move(at.x, at.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 8 });
    await page.mouse.up();
    await expect.poll(() => app.objectCount()).toBe(5);
    await expect(page.getByText(says('notice.parted'))).toBeVisible();
    await app.press('undo');
    await expect.poll(() => app.objectCount()).toBe(4);
  });
});

test('a mask in lossy WebP is a mask', async ({ app, page }) => {
  await app.start();
  await app.drop(fromDisk(fixture('rgb.png')));
  await app.mask('rgb.png');
  const chooser = page.waitForEvent('filechooser');
  await app.canvas.focus();
  await page.keyboard.press('Control+Shift+L');
  await (await chooser).setFiles(fixture('mask-lossy.webp'));
  // A disc with a radius of 10 pixels.
  const isDisc = async () => Math.abs((await app.areaPx()) - 310) < 20;
  await expect.poll(isDisc).toBe(true);
});
