import type { Page } from '@playwright/test';
import { expect, says, test } from './app';

test.use({ hasTouch: true, isMobile: true });

const SMALLEST_PX = 44;

/** What can be pressed and is too small for a finger, with its size; links within a sentence may be. */
function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const controls = document.querySelectorAll<HTMLElement>(
      'button, summary, select, textarea, input, a, [role=option], [role=menuitem], [role=slider], tr[data-label]',
    );
    const list: string[] = [];
    for (const control of controls) {
      if (!control.checkVisibility({ opacityProperty: false, visibilityProperty: true })) continue;
      if (control.matches('p a, li a, [type=file]')) continue;
      // A press on the label of a switch is a press on the switch.
      const isLabelled = control.matches('[type=checkbox], [type=radio]');
      const target = (isLabelled && control.closest('label')) || control;
      const own = control.getBoundingClientRect();
      const around = target.getBoundingClientRect();
      const width = Math.max(own.width, around.width);
      const height = Math.max(own.height, around.height);
      if (width <= 1 || height <= 1) continue; // for screen readers alone
      if (width > least - 0.5 && height > least - 0.5) continue;
      const name = control.getAttribute('aria-label') ?? control.textContent ?? '';
      list.push(`${control.tagName} “${name}” ${Math.round(width)} × ${Math.round(height)}`);
    }
    return list;
  }, SMALLEST_PX);
}

for (const [name, viewport] of [
  ['phone', { width: 390, height: 844 }],
  ['tablet', { width: 1024, height: 768 }],
] as const) {
  test(`everything that can be pressed has room for a finger, ${name}`, async ({ app, page }) => {
    await page.setViewportSize(viewport);
    await app.start();
    expect.soft(await tooSmall(page), 'first screen').toEqual([]);
    await app.start('?sample=histology');
    await app.mask('histology.jpg');
    expect(await page.evaluate(() => matchMedia('(pointer: coarse)').matches)).toBe(true);
    await page.keyboard.press('n');
    await page.keyboard.press('s');
    if (name === 'phone') await page.locator('[aria-controls=result-panel]').click();
    const folded = page.locator('details:not([open]) > summary');
    for (let left = await folded.count(); left > 0; left--) await folded.first().click();
    expect.soft(await tooSmall(page), 'work').toEqual([]);
    for (const [keys, title] of [
      ['?', 'help.title'],
      ['Control+K', 'command.palette'],
      ['Shift+P', 'privacy.title'],
      ['Shift+W', 'storage.title'],
    ] as const) {
      await page.keyboard.press(keys);
      await expect(page.getByRole('dialog', { name: says(title) })).toBeVisible();
      expect.soft(await tooSmall(page), title).toEqual([]);
      await page.keyboard.press('Escape');
    }
  });
}
