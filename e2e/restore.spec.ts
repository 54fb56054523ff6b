import type { Page } from '@playwright/test';
import { App, expect, fromDisk, golden, says, test } from './app';

const picture = fromDisk(golden('dermoscopy.png'));

/** One stroke of the eraser across the middle of the canvas, where the lesion is. */
async function erase(page: Page, atShare: number): Promise<void> {
  await page.keyboard.press('E');
  const box = await page.getByTestId('canvas').boundingBox();
  if (!box) throw new Error('The canvas has no place on the page');
  const y = box.y + box.height * atShare;
  await page.mouse.move(box.x + box.width * 0.35, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.65, y, { steps: 5 });
  await page.mouse.up();
}

function saveState(page: Page) {
  return page.locator('[data-saved-changes]');
}

async function openWithMask(app: App): Promise<number> {
  await app.drop(picture);
  await app.mask('dermoscopy.png');
  return app.areaPx();
}

test('after a reload the work is offered, comes back pixel for pixel, and can be undone', async ({
  app,
  page,
  context,
}) => {
  await app.start();
  const untouched = await openWithMask(app);
  await erase(page, 0.45);
  await erase(page, 0.55);
  await page.locator('button[data-decision="flagged"]').click();
  await page.getByLabel(says('review.note')).fill('hair over the border');
  await app.canvas.focus();
  await expect(saveState(page)).toHaveText(says('save.saved'));
  const before = await app.saved('export-mask');

  const other = await context.newPage();
  await other.goto('./');
  await expect(other.getByTestId('dropzone')).toBeVisible();
  await expect(saveState(other)).toHaveText(says('save.none'));
  await expect(other.getByText(says('restore.title'))).toHaveCount(0);
  await other.close();

  await page.reload();
  await page.getByRole('button', { name: 'Restore 4 edits on 1 image' }).click();
  await app.mask('dermoscopy.png');
  await expect(page.getByLabel(says('review.note'))).toHaveValue('hair over the border');
  const after = await app.saved('export-mask');
  expect(Buffer.compare(Buffer.from(after.data), Buffer.from(before.data))).toBe(0);
  await app.press('undo');
  await app.press('undo');
  await expect.poll(() => app.areaPx()).toBe(untouched);
});

/** Another app of the same origin, with something in every kind of storage. */
async function makeAnotherApp(): Promise<void> {
  const name = 'another-app';
  localStorage.setItem(name, 'x');
  await (await caches.open(name)).put('/another-app', new Response('x'));
  await (await navigator.storage.getDirectory()).getFileHandle(name, { create: true });
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
    request.onerror = () => reject(request.error);
  });
}

/** Names of all that is stored for the origin. */
async function listAll() {
  const files: string[] = [];
  for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name);
  return {
    databases: (await indexedDB.databases()).map(({ name }) => name),
    entries: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
    files,
    caches: await caches.keys(),
  };
}

test('erasing everything leaves nothing of this app, shows it, tells other tabs, and touches no other app', async ({
  app,
  page,
  context,
}) => {
  await app.start();
  await openWithMask(app);
  await page.evaluate(makeAnotherApp);
  await expect(saveState(page)).toHaveText(says('save.saved'));
  const other = new App(await context.newPage());
  await other.start();
  await other.drop(picture);
  await other.mask('dermoscopy.png');
  await page.bringToFront();
  await saveState(page).click();
  await page.getByRole('button', { name: says('storage.erase') }).click();
  await page.getByRole('button', { name: 'Erase everything', exact: true }).click();
  const proof = page.getByTestId('remains');
  await expect(proof).toContainText(/Work and preferences\s*nothing/);
  expect(await page.evaluate(listAll)).toEqual({
    databases: ['another-app'],
    entries: ['another-app'],
    files: ['another-app'],
    caches: ['another-app'],
  });

  await other.page.bringToFront();
  await expect(other.alerts).toContainText(says('notice.erasedElsewhere'));
  await erase(other.page, 0.5);
  await expect(saveState(other.page)).toHaveText(says('save.off'));
  expect((await page.evaluate(listAll)).databases).toEqual(['another-app']);
  await other.page.close();
  await page.reload();
  await expect(page.getByTestId('dropzone')).toBeVisible();
  await expect(saveState(page)).toHaveText(says('save.none'));
  await expect(page.getByText(says('restore.title'))).toHaveCount(0);
});

test('keeping turned off deletes restored work from the device; on again keeps it with its whole history', async ({
  app,
  page,
}) => {
  await app.start();
  const untouched = await openWithMask(app);
  await erase(page, 0.45);
  await expect.poll(() => app.areaPx()).toBeLessThan(untouched);
  await expect(saveState(page)).toHaveText(says('save.saved'));
  await page.reload();
  await page.getByRole('button', { name: 'Restore 1 edit on 1 image' }).click();
  await app.mask('dermoscopy.png');
  const dialog = page.getByRole('dialog');
  const keeping = dialog.getByRole('switch', { name: says('storage.keep') });

  await saveState(page).click();
  await keeping.click();
  await expect(dialog).toContainText(says('storage.private'));
  await expect(keeping).toBeEnabled();
  expect(await page.evaluate(countKept)).toEqual([0, 0, 0, 0, 0]);
  await page.keyboard.press('Escape');
  const once = await app.areaPx();
  await erase(page, 0.55);
  await expect.poll(() => app.areaPx()).toBeLessThan(once);
  const twice = await app.areaPx();
  expect(await page.evaluate(countKept)).toEqual([0, 0, 0, 0, 0]);

  await saveState(page).click();
  await keeping.click();
  await expect(saveState(page)).toHaveText(says('save.saved'));
  await page.reload();
  await page.getByRole('button', { name: 'Restore 2 edits on 1 image' }).click();
  await app.mask('dermoscopy.png');
  await expect.poll(() => app.areaPx()).toBe(twice);
  await app.press('undo');
  await app.press('undo');
  await expect.poll(() => app.areaPx()).toBe(untouched);
});

/** Entries of each store that holds work. */
async function countKept(): Promise<number[]> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('med-fastsam');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const names = ['images', 'files', 'arrays', 'journal', 'snapshots'];
  const stores = names.map((name) => database.transaction(name).objectStore(name));
  const counts = await Promise.all(
    stores.map(
      (store) =>
        new Promise<number>((resolve, reject) => {
          const request = store.count();
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        }),
    ),
  );
  database.close();
  return counts;
}

test('work of a newer version is left alone, which is said, and everything but saving works', async ({
  app,
  page,
}) => {
  await page.goto('./manifest.webmanifest'); // the origin without the app
  const version = (wanted?: number) =>
    page.evaluate(
      (number) =>
        new Promise<number>((resolve, reject) => {
          const request = indexedDB.open('med-fastsam', number);
          request.onsuccess = () => {
            resolve(request.result.version);
            request.result.close();
          };
          request.onerror = () => reject(request.error);
        }),
      wanted,
    );
  await version(99);
  await app.start();
  await expect(page.getByRole('dialog')).toContainText(says('error.StorageNewer'));
  await expect(app.alerts).toContainText('StorageNewer');
  await page.keyboard.press('Escape');
  await openWithMask(app);
  await expect(saveState(page)).toHaveText(says('save.failed'));
  expect(await version()).toBe(99);
});

for (const mode of ['kiosk', 'private'] as const)
  test(`with ?${mode} nothing is stored`, async ({ app, page }) => {
    await app.start(`?${mode}`);
    await openWithMask(app);
    await erase(page, 0.5);
    await page.keyboard.press('Shift+T');
    await expect(saveState(page)).toHaveText(says('save.off'));
    expect(await page.evaluate(() => indexedDB.databases())).toEqual([]);
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
    await page.reload();
    await expect(saveState(page)).toHaveText(says('save.off'));
    await expect(page.getByText(says('restore.title'))).toHaveCount(0);
    await saveState(page).click();
    await expect(page.getByText(says(`storage.${mode}`))).toBeVisible();
    const keeping = page.getByRole('switch', { name: says('storage.keep') });
    await expect(keeping).toHaveCount(mode === 'kiosk' ? 0 : 1); // not this person's to change
  });

test('a session file opens in another browser with masks, notes and undo', async ({
  app,
  page,
  browser,
  baseURL,
}) => {
  await app.start();
  const untouched = await openWithMask(app);
  await erase(page, 0.5);
  await expect.poll(() => app.areaPx()).toBeLessThan(untouched);
  const edited = await app.areaPx();
  await saveState(page).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: says('storage.saveFile') }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^session-.*\.medfastsam\.zip$/);
  const file = fromDisk(await download.path(), download.suggestedFilename());

  const context = await browser.newContext({ ...(baseURL ? { baseURL } : {}) });
  const elsewhere = await context.newPage();
  const there = Object.assign(Object.create(Object.getPrototypeOf(app)) as App, app, {
    page: elsewhere,
    canvas: elsewhere.getByTestId('canvas'),
  });
  await there.start();
  await there.drop(file);
  await there.mask('dermoscopy.png');
  expect(await there.areaPx()).toBe(edited);
  await there.press('undo');
  await expect.poll(() => there.areaPx()).toBe(untouched);
  await context.close();
});

test('a disk that fills is said long before, a full one at once; nothing is dropped, and saving goes on when there is room', async ({
  app,
  page,
  context,
  baseURL,
}) => {
  await app.start();
  const session = await context.newCDPSession(page);
  const origin = new URL(baseURL ?? '').origin;
  const dialog = page.getByRole('dialog');

  // Long before: the warning, and the room that is left.
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 150e6 });
  await app.start();
  await expect(page.getByText(says('notice.storageNearlyFull', { left: '100 MB' }))).toBeVisible();
  await saveState(page).click();
  await expect(dialog).toContainText(/ used\. .* 100 MB are left/);
  await expect(dialog).toContainText(says('storage.nearlyFull'));
  await page.keyboard.press('Escape');

  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await app.drop(picture);
  await expect(dialog.getByText(/no room left/)).toBeVisible();
  await expect(saveState(page)).toHaveText(says('save.failed'));

  // A way out that needs no room.
  await page.keyboard.press('Escape');
  await app.mask('dermoscopy.png');
  const untouched = await app.areaPx();
  await erase(page, 0.5);
  await expect.poll(() => app.areaPx()).toBeLessThan(untouched);
  const edited = await app.areaPx();
  await saveState(page).click();
  const downloading = page.waitForEvent('download');
  await dialog
    .getByRole('button', { name: says('storage.saveFile') })
    .first()
    .click();
  const download = await downloading;
  const file = fromDisk(await download.path(), download.suggestedFilename());

  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await dialog.getByRole('button', { name: says('storage.retry') }).click();
  await expect(saveState(page)).toHaveText(says('save.saved'));
  await page.reload();
  await page.getByRole('button', { name: 'Restore 1 edit on 1 image' }).click();
  await app.mask('dermoscopy.png');
  await expect.poll(() => app.areaPx()).toBe(edited);
  await app.drop(file);
  await expect(page.locator('li[data-phase="ready"]')).toHaveCount(2);
  await expect.poll(() => app.areaPx()).toBe(edited);
});
