import { readFileSync } from 'node:fs';
import { expect, fixture, fromDisk, golden, test } from './app';

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
  // Pictures that carry programs: refused, or shown as pixels only.
  await app.drop({ ...fromDisk(fixture('drawing.svg')), name: '<svg onload=alert(3)>.svg' });
  await expect(app.alerts).toContainText('<svg onload=alert(3)>.svg');
  await app.drop({
    name: 'page.png',
    bytes: Buffer.from('<!doctype html><script>alert(4)</script>'),
  });
  await expect(app.alerts).toContainText('page.png');
  await app.drop({ name: 'broken.medfastsam.zip', bytes: Buffer.from('PK\u0003\u0004../../evil') });
  await expect(page.getByText(/broken\.medfastsam\.zip/).first()).toBeVisible();

  expect(await page.locator('img[src="x"]').count()).toBe(0);
  expect(await page.locator('body script').count()).toBeLessThanOrEqual(1); // the app's own
  expect(dialogs).toEqual([]);
});
