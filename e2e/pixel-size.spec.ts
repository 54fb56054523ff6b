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
