import { expect, fromDisk, golden, says, test } from './app';

test('a typed pixel size is followed, the reason for the scale is told, and it can be taken back', async ({
  app,
  page,
}) => {
  await app.start();
  await app.drop(fromDisk(golden('histology.png')));
  await app.mask('histology.png');
  const field = page.getByLabel(says('pixelSize.field'));
  await expect(field).toHaveValue('');
  await page.getByRole('button', { name: '20×' }).click();
  await expect(
    page.getByText(says('result.scale.pixel-size', { scale: '2', microns: '0.5', own: '0.25' })),
  ).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: says('pixelSize.clear') }).click();
  await expect(page.getByText(says('progress.maskStays'))).toBeHidden({ timeout: 120_000 });
  await expect(field).toHaveValue('');
  await expect(page.getByText(says('result.scale.pixel-size'))).toBeHidden();
});

test('a pixel size is taken as it is typed, or refused with the range; it is never replaced', async ({
  app,
  page,
}) => {
  await app.start('?private');
  await app.drop(fromDisk(golden('histology.png')));
  await app.mask('histology.png');
  const field = page.getByLabel(says('pixelSize.field'));
  for (const typed of ['5', '2', '0.01', '-1']) {
    await field.fill(typed);
    await field.press('Enter');
    await expect(page.getByText(/^Only 0\.0625 to 1 /)).toBeVisible();
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveValue(typed);
    await expect(page.getByText(says('spacing.unknown'))).toBeVisible(); // no size is in force
  }
  await field.press('Escape');
  await expect(field).toHaveValue('');
  await field.fill('0,5 µm');
  await field.press('Enter');
  await expect(field).toHaveValue('0.5');
  await expect(
    page.getByText(says('result.scale.pixel-size', { scale: '2', microns: '0.5', own: '0.25' })),
  ).toBeVisible({ timeout: 120_000 });
});
