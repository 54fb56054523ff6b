import { readFileSync } from 'node:fs';
import { expect, fixture, fromDisk, golden, says, test } from './app';

const NAMES = [
  '<img src=x onerror=alert(1)>.png',
  '"><script>alert(2)</script>.png',
  '=HYPERLINK("http://example.invalid").png',
  '..\\..\\windows\\system.png',
] as const;

test('hostile names and contents stay inert in every way in', async ({ app, page }) => {
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await app.start('?private');
  const bytes = readFileSync(golden('dermoscopy.png'));
  for (const name of NAMES) {
    await app.drop({ name, bytes });
    await app.mask(name);
    await expect(page.getByText(name, { exact: true }).first()).toBeVisible();
    const { name: file } = await app.saved('export-mask');
    expect(file).not.toMatch(/[<>:"/\\|?*]/);
  }
  // A mask, and a session whose images have such names, come from files too.
  const choosing = page.waitForEvent('filechooser');
  await page.keyboard.press('Control+Shift+O');
  const maskName = '<img src=x onerror=alert(5)>.png';
  const buffer = readFileSync(fixture('mask.png'));
  await (await choosing).setFiles({ name: maskName, mimeType: 'image/png', buffer });
  await expect(page.getByText(maskName).first()).toBeVisible();
  await page.locator('[data-saved-changes]').click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: says('storage.saveFile') }).click();
  const session = await (await downloading).path();
  await page.keyboard.press('Escape');
  await app.drop(fromDisk(session, '<svg onload=alert(6)>.medfastsam.zip'));
  await expect(page.locator('li[data-phase="ready"]')).toHaveCount(2 * NAMES.length);

  // Pictures that carry programs: refused, or shown as pixels only.
  await app.drop({ ...fromDisk(fixture('drawing.svg')), name: '<svg onload=alert(3)>.svg' });
  await expect(app.alerts.filter({ hasText: '<svg onload=alert(3)>.svg' })).toBeVisible();
  await app.drop({
    name: 'page.png',
    bytes: Buffer.from('<!doctype html><script>alert(4)</script>'),
  });
  await expect(app.alerts.filter({ hasText: 'page.png' })).toBeVisible();
  await app.drop({ name: 'broken.medfastsam.zip', bytes: Buffer.from('PK\u0003\u0004../../evil') });
  await expect(page.getByText(/broken\.medfastsam\.zip/).first()).toBeVisible();

  expect(await page.locator('img[src="x"]').count()).toBe(0);
  expect(await page.locator('body script').count()).toBeLessThanOrEqual(1); // the app's own
  expect(dialogs).toEqual([]);
});
