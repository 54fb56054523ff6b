import { expect, fromDisk, golden, says, test } from './app';

test('a reviewed mask can be saved while the model runs again, and a cancelled run leaves it as it was', async ({
  app,
  page,
}) => {
  await app.start();
  await app.drop(fromDisk(golden('histology.png')));
  await app.mask('histology.png');
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete'); // everything taken away by hand
  await expect(app.canvas).toHaveAccessibleName(says('canvas.noObject', { name: 'histology.png' }));
  const before = await app.saved('export-labels');

  await page.getByRole('button', { name: '20×' }).click(); // four times the tiles
  await expect(page.getByText(says('progress.maskStays'))).toBeVisible();
  const meanwhile = await app.saved('export-labels');
  expect(meanwhile.data).toEqual(before.data);
  await page.getByRole('button', { name: says('command.cancel') }).click();
  await expect(
    page.getByText(says('notice.rerunCancelled', { file: 'histology.png' })),
  ).toBeVisible();
  await expect(page.getByLabel(says('pixelSize.field'))).toHaveValue('');
  expect((await app.saved('export-labels')).data).toEqual(before.data);
});
