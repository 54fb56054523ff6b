import type { Page } from '@playwright/test';
import { DIFFERENCE_COLOURS } from '../src/core/labels/palette';
import { en } from '../src/state/text/en/en';
import { enCommands } from '../src/state/text/en/en-commands';
import { type App, expect, fromDisk, golden, says, test } from './app';
import { dragOver, finger, mouse, pen } from './hands';
import { changed, differingPixels, inside, shapeOf, wrongPixels } from './shapes';
import { type PagePoint, type PicturePoint, pointedAt, Sight } from './sight';

/** A place of the canvas, by shares of its width and height. */
async function place(app: App, shareX: number, shareY: number): Promise<PagePoint> {
  const box = await app.canvas.boundingBox();
  if (!box) throw new Error('The canvas is not on the page');
  return { x: Math.round(box.x + shareX * box.width), y: Math.round(box.y + shareY * box.height) };
}

async function openLesion(app: App): Promise<void> {
  await app.start('?private');
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await app.mask('dermoscopy.png');
}

/** The opaque colours that the mask's canvas shows, contours as a rule: red, green and blue 0–255. */
function maskColours(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = document.querySelectorAll<HTMLCanvasElement>('[data-testid=canvas] canvas')[1];
    const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    const colours = new Set<string>();
    for (let i = 0; data && i < data.length; i += 4)
      if (data[i + 3] === 255) colours.add(data.slice(i, i + 3).join(' '));
    return [...colours];
  });
}

test('a gesture taken back with Escape leaves no trace', async ({ app, page }) => {
  await openLesion(app);
  const before = await app.saved('export-mask');
  const from = await place(app, 0.5, 0.5);
  await page.keyboard.press('e');
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 80, from.y + 10, { steps: 5 });
  await page.keyboard.press('Escape');
  await page.mouse.up();
  expect(Array.from((await app.saved('export-mask')).data)).toEqual(Array.from(before.data));
  await expect(page.getByRole('button', { name: says('command.undo') }).first()).toBeDisabled();
});

test('the mask can be drawn with the keyboard alone', async ({ app, page }) => {
  await openLesion(app);
  const before = await app.areaPx();
  await app.canvas.focus();
  await page.keyboard.press('e');
  await page.keyboard.press('Enter');
  for (const _ of [1, 2, 3, 4]) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect.poll(() => app.areaPx()).toBeLessThan(before);
  await app.press('undo');
  await expect.poll(() => app.areaPx()).toBe(before);

  // A comparison, a zoom and a nudge of the mouse in mid-stroke change what is seen, not the stroke.
  await page.keyboard.press('1');
  await app.canvas.focus();
  const stroke = async (between: () => Promise<void>) => {
    await page.keyboard.press('Enter');
    await page.keyboard.press('Shift+ArrowRight');
    await between();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const { data } = await app.saved('export-mask');
    await page.keyboard.press('Control+z');
    await app.canvas.focus();
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    return Array.from(data);
  };
  await page.keyboard.press('ArrowRight');
  const plain = await stroke(async () => {});
  const { x, y } = await place(app, 0.3, 0.3);
  const disturbed = await stroke(async () => {
    await page.keyboard.press('s');
    await page.keyboard.press('+');
    await page.mouse.move(x, y);
    await page.mouse.move(x + 9, y + 9);
  });
  expect(disturbed).toEqual(plain);

  // A lasso drawn by hand: with Shift the arrows go ten pixels of the picture.
  await page.keyboard.press('Shift+L');
  const lesion = shapeOf(await app.saved('export-mask'));
  const way: PicturePoint[] = [];
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+Enter');
  for (const arrow of ['Right', 'Right', 'Down', 'Left', 'Down', 'Left', 'Up']) {
    const { x, y } = await pointedAt(app);
    way.push({ x: x + 0.5, y: y + 0.5 });
    await page.keyboard.press(`Shift+Arrow${arrow}`);
  }
  await page.keyboard.press('Enter');
  const expected = changed(lesion, 0, inside(way));
  expect(differingPixels(lesion, expected)).toBeGreaterThan(200);
  expect(wrongPixels(shapeOf(await app.saved('export-mask')), expected)).toBe(0);
});

test('two fingers zoom and never paint; after a pen has drawn, one finger only moves the picture until the person says otherwise', async ({
  app,
  page,
}) => {
  await openLesion(app);
  const mask = async () => Array.from((await app.saved('export-mask')).data);
  const before = await mask();
  const { x, y } = await place(app, 0.5, 0.5);
  const session = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: [number, number][]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: points.map(([px, py], id) => ({ x: px, y: py, id })),
    });
  const zoomText = page.getByText(/^\d+ %$/).first();
  const zoomBefore = await zoomText.innerText();
  await page.keyboard.press('e');
  await touch('touchStart', [x - 40, y]);
  await touch('touchMove', [x - 20, y]); // a stroke has begun when the second finger comes
  await touch('touchStart', [x - 20, y], [x + 40, y]);
  for (const d of [50, 60, 80, 100]) await touch('touchMove', [x - d, y], [x + d, y]);
  await touch('touchEnd');
  await expect(zoomText).not.toHaveText(zoomBefore);
  expect(await mask()).toEqual(before);

  await dragOver(pen(session), { x, y }, { x: x + 30, y });
  const drawn = await mask();
  expect(drawn).not.toEqual(before);
  const penOnly = page.getByRole('switch', { name: says('command.penOnly') });
  await expect(penOnly).toBeChecked();

  const strokeByFinger = () =>
    dragOver(finger(session), { x, y: y - 60 }, { x: x + 50, y: y - 60 });
  await strokeByFinger();
  expect(await mask()).toEqual(drawn);
  await penOnly.click();
  await strokeByFinger();
  expect(await mask()).not.toEqual(drawn);
});

test('a right click tells the model what does not belong, and undo takes it back', async ({
  app,
  page,
}) => {
  await openLesion(app);
  const mask = async () => Array.from((await app.saved('export-mask')).data);
  const before = await mask();
  const areaPx = await app.areaPx();
  const { width } = await app.saved('export-mask');
  // Skin below the lesion that the model takes for lesion.
  const sight = await Sight.of(app);
  const at = sight.toPage({ x: 390.5, y: 430.5 });
  const { x, y } = sight.toPicture(at);
  await page.keyboard.press('c');
  await page.mouse.click(at.x, at.y, { button: 'right' });
  await expect.poll(() => app.areaPx(), { timeout: 60_000 }).toBeLessThan(areaPx);
  const place = says('clicks.at', { x: `${Math.floor(x)}`, y: `${Math.floor(y)}` });
  const hint = page.locator('li').filter({ hasText: place });
  await expect(hint).toContainText(en['clicks.excluded']);
  const pixel = Math.floor(y) * width + Math.floor(x);
  expect([before[pixel], (await mask())[pixel]]).toEqual([255, 0]);
  await app.press('undo');
  await expect(hint).toHaveCount(0);
  expect(await mask()).toEqual(before);
});

test('a click taken out of two leaves what the other had made, and one that changes nothing says so', async ({
  app,
  page,
}) => {
  await openLesion(app);
  const before = await app.saved('export-mask');
  const sight = await Sight.of(app);
  await page.getByRole('heading', { name: says('clicks.title') }).click();
  await page.keyboard.press('c');
  const skin = sight.toPage({ x: 390.5, y: 430.5 });
  await page.mouse.click(skin.x, skin.y, { button: 'right' });
  const remove = (number: string) =>
    page.getByRole('button', { name: says('clicks.remove', { number }) });
  await expect(remove('1')).toBeEnabled({ timeout: 60_000 });
  const clicked = await app.saved('export-mask');
  expect(Array.from(clicked.data)).not.toEqual(Array.from(before.data));
  const inside = sight.toPage({ x: 384.5, y: 288.5 });
  await page.mouse.click(inside.x, inside.y);
  await expect(
    page.getByText(says('notice.refinedNothing', { file: 'dermoscopy.png' })),
  ).toBeVisible({
    timeout: 60_000,
  });
  await expect(remove('2')).toBeEnabled();
  await remove('2').click();
  await expect(remove('2')).toHaveCount(0, { timeout: 60_000 });
  expect(Array.from((await app.saved('export-mask')).data)).toEqual(Array.from(clicked.data));
  await remove('1').click();
  await expect(remove('1')).toHaveCount(0, { timeout: 60_000 });
  expect(Array.from((await app.saved('export-mask')).data)).toEqual(Array.from(before.data));
});

test('nuclei are classed, merged, cut and deleted, and stay so when the threshold moves', async ({
  app,
  page,
}) => {
  await app.start('?private');
  await app.drop(fromDisk(golden('histology.png')));
  await app.mask('histology.png');
  const labels = async () => Array.from((await app.savedAsListed()).data);
  const count = await app.objectCount();
  const before = await labels();

  await app.canvas.focus();
  await page.keyboard.press('n');
  const table = page.getByRole('grid', { name: says('objects.table') });
  const selected = table.locator('[aria-selected=true]');
  await expect(selected).toHaveCount(1);
  const first = Number(await selected.getByRole('rowheader').innerText());
  const field = page.getByRole('combobox', { name: says('objects.class') });
  await field.fill('lymphocyte');
  await field.press('Enter');
  await expect(selected).toContainText('lymphocyte');

  await selected.click();
  await selected.locator('xpath=following-sibling::tr[1]').click({ modifiers: ['Shift'] });
  await expect(selected).toHaveCount(2);
  await page.keyboard.press('j');
  await expect.poll(() => app.objectCount()).toBe(count - 1);
  const merged = await labels();
  const now = (label: number) => new Set(merged.filter((_, i) => before[i] === label));
  const [second] = [...new Set(before)].filter((label) => now(label).has(first) && label !== first);
  expect(second).toBeGreaterThan(0);
  expect([...now(second as number)]).toEqual([first]);

  // The difference shows what it counts: pixels that belong to another nucleus now, and no others.
  await page.getByRole('heading', { name: says('compare.title') }).click();
  const moved = before.filter((label) => label === second).length;
  await expect(page.getByText(`${moved.toLocaleString('en')} px`).first()).toBeVisible();
  await page.keyboard.press('s');
  for (const side of ['compare.left', 'compare.right'] as const)
    await page.getByLabel(says(side)).selectOption({ label: en['layer.difference'] });
  await expect(page.getByRole('list', { name: says('compare.colours') })).toContainText(
    en['compare.reassigned'],
  );
  await expect.poll(() => maskColours(page)).toEqual([DIFFERENCE_COLOURS.reassigned.join(' ')]);
  await page.keyboard.press('s');

  const threshold = page.getByRole('slider', { name: says('adjust.threshold') });
  const moveThreshold = async (to: string): Promise<number[]> => {
    const revision = await app.canvas.getAttribute('data-revision');
    const counted = await page.getByTestId('mask-area').innerText();
    await threshold.fill(to);
    await threshold.blur(); // let go: the next move is a step of its own
    await expect(app.canvas).not.toHaveAttribute('data-revision', revision ?? '');
    await expect(page.getByTestId('mask-area')).not.toHaveText(counted);
    return labels();
  };
  const lower = await moveThreshold('0.3');
  const areaOf = (list: readonly number[], label: number) => list.filter((l) => l === label).length;
  expect(lower).not.toContain(second);
  expect(areaOf(lower, first)).toBeGreaterThan(areaOf(merged, first));
  const higher = await moveThreshold('0.8');
  expect(higher).not.toContain(second);
  expect(areaOf(higher, first)).toBeLessThan(areaOf(merged, first));
  for (const list of [lower, merged]) {
    await app.press('undo');
    await expect.poll(labels).toEqual(list);
  }
  await app.press('undo');
  await expect.poll(() => app.objectCount()).toBe(count);
  expect(await labels()).toEqual(before);

  // A line over the middle of a nucleus, from beside it to beside it.
  const { width } = await app.saved('export-labels');
  const own = before.flatMap((label, i) => (label === first ? [i] : []));
  const mean = (of: (i: number) => number) => own.reduce((sum, i) => sum + of(i), 0) / own.length;
  const middle = { x: mean((i) => (i % width) + 0.5), y: mean((i) => Math.floor(i / width) + 0.5) };
  const rows = own.map((i) => Math.floor(i / width));
  const sight = await Sight.of(app);
  await page.keyboard.press('k');
  const [top, bottom] = [Math.min(...rows) - 2, Math.max(...rows) + 3].map((y) =>
    sight.toPage({ x: middle.x, y }),
  );
  await dragOver(mouse(page), top as PagePoint, bottom as PagePoint);
  await expect.poll(() => app.objectCount()).toBe(count + 1);
  const cut = await labels();
  const line = own.filter((i) => cut[i] === 0);
  expect(line.length).toBeLessThan(3 * (Math.max(...rows) - Math.min(...rows) + 3));
  const pieces = [...new Set(own.map((i) => cut[i] as number))].filter((label) => label > 0);
  expect(pieces).toHaveLength(2);
  expect(pieces).toContain(first);
  for (const label of pieces) expect(areaOf(cut, label)).toBeGreaterThan(0.2 * own.length);
  // Each piece grows on its own side of the line: none of them surrounds the other.
  const grown = await moveThreshold('0.3');
  for (const label of pieces) {
    expect(areaOf(grown, label)).toBeGreaterThan(areaOf(cut, label));
    const sides = grown.flatMap((l, i) =>
      l === label ? [Math.sign((i % width) + 0.5 - middle.x)] : [],
    );
    const onMain = Math.max(areaOf(sides, 1), areaOf(sides, -1));
    expect(onMain / sides.length).toBeGreaterThan(0.9);
  }
  await app.press('undo');
  await expect.poll(labels).toEqual(cut);
  await app.press('undo');
  await expect.poll(labels).toEqual(before);
  await page.keyboard.press('v');

  await selected.first().click();
  await page.keyboard.press('Delete');
  await expect.poll(() => app.objectCount()).toBe(count - 1);
  const gone = before.flatMap((label, i) => (label === first ? [i] : []));
  const after = await moveThreshold('0.4');
  expect(after).not.toEqual(before);
  expect(gone.filter((i) => after[i] !== 0)).toEqual([]);
});

test('the palette finds every command by name', async ({ app, page }) => {
  await app.start('?private');
  await page.keyboard.press('Control+K');
  const dialog = page.getByRole('dialog');
  for (const label of Object.values(enCommands)) await expect(dialog).toContainText(label);
});
