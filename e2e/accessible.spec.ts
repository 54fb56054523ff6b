import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, says, test } from './app';

/** Dialogs by the shortcut that opens them. */
const DIALOGS = [
  ['?', 'help.title'],
  ['Control+K', 'command.palette'],
  ['Shift+P', 'privacy.title'],
  ['Shift+W', 'storage.title'],
  ['Shift+E', 'engine.title'],
  ['Shift+I', 'about.title'],
] as const;

/** WCAG 2.2 A and AA, as far as a machine can tell. */
async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

test('names, roles, contrast and targets are as WCAG 2.2 AA wants them, light and dark', async ({
  app,
  page,
}) => {
  // A colour on its way from one theme to the other is no fault.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await app.start();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await faults(page), `first screen, ${colorScheme}`).toEqual([]);
  }
  await app.start('?sample=histology');
  await app.mask('histology.jpg');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await faults(page), `histology, ${colorScheme}`).toEqual([]);
    for (const [keys, title] of DIALOGS) {
      await page.keyboard.press(keys);
      await expect(page.getByRole('dialog', { name: says(title) })).toBeVisible();
      expect(await faults(page), `${title}, ${colorScheme}`).toEqual([]);
      await page.keyboard.press('Escape');
    }
  }
});
