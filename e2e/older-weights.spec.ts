import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { type App, expect, fixture, fromDisk, says, test } from './app';

// Work that the app kept or saved while it had weights 1.0.0, which it did not yet write beside a mask.

const NAME = 'drawn.png';
const EDITED_PX = 989;
const UNTOUCHED_PX = 1824;
const EARLIER = 'A model before version 3.0.0';
const { version } = JSON.parse(readFileSync('src/model/contract.json', 'utf8')).weights;
const OWN = `Model ${version}`;

type Stores = Readonly<Record<string, readonly (readonly [Key, Stored])[]>>;
type Key = string | (string | number)[];
/** A value of the library; bytes are in base64. */
type Stored = { readonly blob?: string; readonly bytes?: string | number };

/** Puts records into the library that the page has made. */
async function fillLibrary(page: Page, stores: Stores): Promise<void> {
  await page.evaluate(async (all) => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const decode = (text: string) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    const database = await done(indexedDB.open('med-fastsam'));
    for (const [name, rows] of Object.entries(all)) {
      for (const [key, value] of rows) {
        let stored: unknown = value;
        if (value.blob) stored = new Blob([decode(value.blob)]);
        else if (typeof value.bytes === 'string') stored = decode(value.bytes); // a row has a number
        const store = database.transaction(name, 'readwrite').objectStore(name);
        await done(store.keyPath ? store.put(stored) : store.put(stored, key));
      }
    }
    database.close();
  }, stores);
}

/** The mask is the one that was left, and everything that names its model says that it is older. */
async function expectOlderWork(app: App, page: Page): Promise<void> {
  await app.mask(NAME);
  await expect.poll(() => app.areaPx()).toBe(EDITED_PX);
  await expect(page.getByTestId('model')).toHaveText(EARLIER);
  const values = { model: EARLIER, current: version };
  await expect(page.getByText(says('result.otherModel', values))).toBeVisible();
}

test('work that an app with older weights kept comes back with its history and is said to be theirs until the model runs again', async ({
  app,
  page,
}) => {
  await app.start();
  await expect(page.getByTestId('model')).toHaveText(OWN);
  await expect(page.locator('[data-saved-changes]')).toHaveText(says('save.none'));
  const { all } = JSON.parse(readFileSync(fixture('weights-1-library.json'), 'utf8'));
  await fillLibrary(page, all);
  await page.reload();
  await page.getByRole('button', { name: 'Restore 1 edit on 1 image' }).click();
  await expectOlderWork(app, page);
  await app.canvas.focus();
  await app.press('undo');
  await expect.poll(() => app.areaPx()).toBe(UNTOUCHED_PX);
  await app.press('redo');

  const panel = page.getByRole('complementary', { name: says('result.title') });
  await panel
    .getByRole('button', { name: says('command.segmentAgain') })
    .first()
    .click();
  await expect(page.getByTestId('model')).toHaveText(OWN);
  await expect(page.getByText(EARLIER)).toHaveCount(0);
  await app.mask(NAME);
});

test('a session of older weights opens, and goes on to say so when it is saved, closed and restored', async ({
  app,
  page,
}) => {
  await app.start();
  await app.drop(fromDisk(fixture('weights-1.medfastsam.zip')));
  await expectOlderWork(app, page);
  const downloading = page.waitForEvent('download');
  await page.keyboard.press('Control+K');
  await page.keyboard.type('Save session');
  await page.keyboard.press('Enter');
  const parts = unzipSync(readFileSync(await (await downloading).path()));
  const manifest = JSON.parse(strFromU8(parts['manifest.json'] as Uint8Array));
  expect(manifest.modelVersion).toBe(version);
  expect(manifest.images[0].modelVersion).toBeNull();

  await expect(page.locator('[data-saved-changes]')).toHaveText(says('save.saved'));
  await page.reload();
  await page.getByRole('button', { name: 'Restore 1 edit on 1 image' }).click();
  await expectOlderWork(app, page);
});
