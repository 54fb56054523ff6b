import { readFileSync } from 'node:fs';
import { expect, fromDisk, golden, maskIou, readPng, says, test } from './app';

test('a forced software adapter passes its self-test and gives the mask of the reference', async ({
  app,
  page,
}) => {
  test.setTimeout(20 * 60_000); // shaders on a processor: minutes for each run of the encoder
  await app.start('?engine=webgpu');
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await expect(app.canvas).toHaveAccessibleName(/^dermoscopy\.png: 1/, { timeout: 18 * 60_000 });
  await expect(page.getByRole('contentinfo')).toContainText(says('engine.webgpu'));
  const mask = await app.saved('export-mask');
  const reference = readPng(readFileSync(golden('dermoscopy-probability.png')));
  expect(maskIou(mask.data, reference.data)).toBeGreaterThanOrEqual(0.98);
});
