import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { type App, expect, fromDisk, golden, readPng, says, test } from './app';
import { dragOver, finger, mouse } from './hands';
import { changed, differingPixels, type Shape, shapeOf, wrongPixels } from './shapes';
import { type PagePoint, Sight } from './sight';

async function savedShape(app: App): Promise<Shape> {
  return shapeOf(await app.saved('export-mask'));
}

/** Pixels of the mask's canvas that are painted, in the left and the right half. */
function paintedHalves(page: Page): Promise<[number, number]> {
  return page.evaluate(() => {
    const canvas = document.querySelectorAll<HTMLCanvasElement>('[data-testid=canvas] canvas')[1];
    const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    if (!canvas || !data) throw new Error('The mask has no canvas');
    const halves: [number, number] = [0, 0];
    for (let i = 3; i < data.length; i += 4) {
      const x = ((i - 3) / 4) % canvas.width;
      if (data[i] !== 0) halves[x < canvas.width / 2 ? 0 : 1]++;
    }
    return halves;
  });
}

async function painted(page: Page): Promise<number> {
  const [left, right] = await paintedHalves(page);
  return left + right;
}

function dice(a: Shape, b: Shape): number {
  const both = a.data.reduce((sum, value, i) => sum + value * (b.data[i] as number), 0);
  const sum = (shape: Shape) => shape.data.reduce((total, value) => total + value, 0);
  return (2 * both) / (sum(a) + sum(b));
}

/** Whether a pixel's middle is at most so far from a pixel of the shape. */
function within({ width, height, data }: Shape, radiusPx: number) {
  return ({ x, y }: PagePoint): boolean => {
    const [column, row] = [Math.floor(x), Math.floor(y)];
    for (let v = Math.max(0, row - radiusPx); v <= Math.min(height - 1, row + radiusPx); v++)
      for (let u = Math.max(0, column - radiusPx); u <= Math.min(width - 1, column + radiusPx); u++)
        if (data[v * width + u] === 1 && Math.hypot(u - column, v - row) <= radiusPx) return true;
    return false;
  };
}

test('a person looks, compares, cleans up and decides, and the saved mask and the numbers say the same', async ({
  app,
  page,
}) => {
  await app.start('?private');
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await app.drop(fromDisk(golden('dermoscopy.png'), 'second.png'));
  await app.mask('second.png');
  await app.press('previous-image');
  await app.mask('dermoscopy.png');
  const panel = page.getByRole('complementary', { name: says('result.title') });
  const open = (key: Parameters<typeof says>[0]) =>
    panel
      .locator('summary')
      .filter({ hasText: says(key) })
      .click();
  const undo = page.getByRole('button', { name: says('command.undo') }).first();
  const before = await savedShape(app);

  await test.step('Space hides the mask while it is held, also after a click on a button', async () => {
    await expect.poll(() => painted(page)).toBeGreaterThan(0);
    const eye = page.getByRole('button', { name: says('command.toggleMask') });
    await eye.click();
    await expect.poll(() => painted(page)).toBe(0);
    await eye.click();
    await expect.poll(() => painted(page)).toBeGreaterThan(0);
    await page.keyboard.down('Space');
    await expect.poll(() => painted(page)).toBe(0);
    await page.keyboard.up('Space');
    await expect.poll(() => painted(page)).toBeGreaterThan(0);
  });

  await test.step('Space presses a button that was reached by keyboard', async () => {
    const eye = page.getByRole('button', { name: says('command.toggleMask') });
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    await expect(eye).toBeFocused();
    await page.keyboard.press('Space');
    await expect(eye).toHaveAttribute('aria-pressed', 'false');
    await page.keyboard.press('Space');
    await expect(eye).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('the saved overlay is filled, outlined or hatched as the canvas is', async () => {
    const picture = readPng(readFileSync(golden('dermoscopy.png')));
    const outside = { ...before, data: before.data.map((value) => 1 - value) };
    const nearOutside = within(outside, 5);
    const deep = Array.from(before.data.keys()).filter((i) => {
      const at = { x: (i % before.width) + 0.5, y: Math.floor(i / before.width) + 0.5 };
      return before.data[i] === 1 && !nearOutside(at);
    });
    const shares: number[] = [];
    for (const _ of ['fill', 'outline', 'hatch']) {
      const overlay = await app.saved('export-overlay');
      const isPainted = (i: number): boolean =>
        [0, 1, 2].some((c) => overlay.data[3 * i + c] !== picture.data[3 * i + c]);
      shares.push(deep.filter(isPainted).length / deep.length);
      await page.keyboard.press('o');
    }
    const [filled, outlined, hatched] = shares;
    expect(filled).toBeGreaterThan(0.99);
    expect(outlined).toBe(0);
    expect(hatched).toBeGreaterThan(0.2);
    expect(hatched).toBeLessThan(0.3);
  });

  await test.step('a clean-up step is seen before it is applied, and only then changes the mask', async () => {
    await open('cleanUpSection.title');
    const step = panel.getByRole('toolbar', { name: says('cleanUpSection.step') });
    const seen = await painted(page);
    await step.getByRole('button', { name: says('cleanUpSection.grow') }).click();
    await expect.poll(() => painted(page)).toBeGreaterThan(seen);
    expect(differingPixels(await savedShape(app), before)).toBe(0);
    await panel.getByRole('button', { name: says('cleanUpSection.apply') }).click();
    // The slider starts at three pixels.
    const grown = changed(before, 1, within(before, 3));
    await expect.poll(async () => differingPixels(await savedShape(app), grown)).toBe(0);
  });

  await test.step('the difference from the AI is said as pixels, share and Dice', async () => {
    await open('compare.title');
    const now = await savedShape(app);
    const count = differingPixels(now, before);
    await expect(panel).toContainText(`${count.toLocaleString('en')} px`);
    const share = Number(((100 * count) / before.data.length).toFixed(2));
    await expect(panel).toContainText(says('compare.changedShare', { share: `${share}` }));
    await expect(panel).toContainText(dice(now, before).toFixed(3));
    await app.press('undo');
    await expect(undo).toBeDisabled();
  });

  await test.step('a reference is loaded, compared by swiping, and its Dice is right', async () => {
    const chooser = page.waitForEvent('filechooser');
    await panel.getByRole('button', { name: says('command.loadReference') }).click();
    await (await chooser).setFiles(golden('dermoscopy-truth.png'));
    const truth = readPng(readFileSync(golden('dermoscopy-truth.png')));
    const reference = shapeOf({
      ...truth,
      data: Array.from(truth.data, (value) => (value === 0 ? 0 : 255)),
    });
    await expect(panel).toContainText(dice(before, reference).toFixed(3));
  });

  await test.step('the divider is moved by keys and by dragging', async () => {
    const divider = page.getByRole('slider', { name: says('swipe.divider') });
    await expect(divider).toHaveAttribute('aria-valuenow', '50');
    await panel.getByLabel(says('compare.left')).selectOption({ label: 'Image' });
    await expect.poll(async () => (await paintedHalves(page))[0]).toBe(0);
    expect((await paintedHalves(page))[1]).toBeGreaterThan(0);
    await divider.focus();
    for (const _ of [1, 2, 3, 4, 5]) await page.keyboard.press('ArrowRight');
    await expect(divider).toHaveAttribute('aria-valuenow', '60');
    const box = await app.canvas.boundingBox();
    if (!box) throw new Error('The canvas is not on the page');
    const y = box.y + box.height / 4;
    await dragOver(mouse(page), { x: box.x + 0.6 * box.width, y }, { x: box.x + box.width - 2, y });
    await expect.poll(() => painted(page)).toBe(0);
    await app.canvas.focus();
    await page.keyboard.press('s');
    await expect(divider).toHaveCount(0);
  });

  await test.step('a stroke that the system cancels leaves nothing', async () => {
    const session = await page.context().newCDPSession(page);
    const { x, y } = (await Sight.of(app)).toPage({ x: 430, y: 320 });
    await page.keyboard.press('e');
    await expect.poll(() => painted(page)).toBeGreaterThan(0);
    const seen = await painted(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchCancel', ...at: PagePoint[]) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: at });
    await touch('touchStart', { x, y });
    await touch('touchMove', { x: x + 40, y });
    await expect.poll(() => painted(page)).not.toBe(seen);
    await touch('touchCancel');
    await expect.poll(() => painted(page)).toBe(seen);
    await expect(undo).toBeDisabled();
    expect(differingPixels(await savedShape(app), before)).toBe(0);
    // The next stroke is a whole one.
    await dragOver(finger(session), { x, y }, { x: x + 10, y });
    await expect(undo).toBeEnabled();
    expect(wrongPixels(await savedShape(app), before)).toBeGreaterThan(100);
    await app.press('undo');
  });

  await test.step('a hundred strokes are taken back one by one, and done again', async () => {
    const sight = await Sight.of(app);
    for (let k = 0; k < 100; k++) {
      const { x, y } = sight.toPage({ x: 300 + 20 * (k % 10), y: 200 + 20 * Math.floor(k / 10) });
      await page.mouse.click(x, y);
    }
    const after = await savedShape(app);
    expect(differingPixels(after, before)).toBeGreaterThan(1000);
    for (let k = 0; k < 100; k++) await app.press('undo');
    expect(differingPixels(await savedShape(app), before)).toBe(0);
    await expect(undo).toBeDisabled();
    for (let k = 0; k < 100; k++) await app.press('redo');
    expect(differingPixels(await savedShape(app), after)).toBe(0);
    for (let k = 0; k < 100; k++) await app.press('undo');
  });

  await test.step('accept, next, flag with a note: the list shows it', async () => {
    const row = (name: string) => page.getByRole('listitem').filter({ hasText: name });
    await page.keyboard.down('a');
    await page.keyboard.down('a'); // held, it says so again
    await page.keyboard.up('a');
    await expect(row('dermoscopy.png').getByRole('img', { name: 'accepted' })).toBeVisible();
    await page.keyboard.press('r');
    await expect(row('dermoscopy.png').getByRole('img', { name: 'rejected' })).toBeVisible();
    const { x, y } = (await Sight.of(app)).toPage({ x: 430, y: 320 });
    await dragOver(mouse(page), { x, y }, { x: x + 10, y }); // the canvas has the focus from now on
    await app.press('undo');
    await page.keyboard.press('ArrowRight');
    await app.mask('second.png');
    await page.keyboard.press('f');
    await expect(row('second.png').getByRole('img', { name: 'flagged' })).toBeVisible();
    const note = panel.getByRole('textbox', { name: says('review.note') });
    await note.fill('Hair at the lower border');
    await app.canvas.focus(); // in a text field Page Up is the field's
    await app.press('previous-image');
    await app.press('next-image');
    await expect(note).toHaveValue('Hair at the lower border');
    await expect(row('dermoscopy.png').getByRole('img', { name: 'rejected' })).toBeVisible();
  });
});
