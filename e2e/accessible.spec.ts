import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, fromDisk, golden, says, test } from './app';
import { dragOver, mouse } from './hands';
import { Sight } from './sight';

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

/** Notes from now on what is given to screen readers to read out; the status bar tells of the app. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const regions =
      '[aria-live=polite], [aria-live=assertive], [role=status], [role=alert], output:not([aria-live=off])';
    const spoken: string[] = [];
    const last = new Map<Element, string>();
    new MutationObserver((records) => {
      const changed = new Set<Element | null>();
      for (const { target, addedNodes } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        changed.add(element?.closest(regions) ?? null);
        for (const node of addedNodes) {
          if (!(node instanceof Element)) continue;
          if (node.matches(regions)) changed.add(node);
          for (const inner of node.querySelectorAll(regions)) changed.add(inner);
        }
      }
      for (const region of changed) {
        const text = region?.textContent?.trim() ?? '';
        if (!region || text === '' || last.get(region) === text || region.closest('footer'))
          continue;
        last.set(region, text);
        spoken.push(text);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
    Object.assign(globalThis, { spoken });
  });
  return () => page.evaluate(() => (globalThis as unknown as { spoken: string[] }).spoken);
}

/** Notes from the start of the page what moves by itself for longer than no time. */
async function watchMotion(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const moved = new Set<string>();
    const look = (): void => {
      for (const animation of document.getAnimations()) {
        const { activeDuration } = animation.effect?.getComputedTiming() ?? {};
        if (animation.playState !== 'running' || !(Number(activeDuration) > 0)) continue;
        const { target, pseudoElement } = animation.effect as KeyframeEffect;
        moved.add(`${target?.nodeName}.${target?.className}${pseudoElement ?? ''}`);
      }
      requestAnimationFrame(look);
    };
    look();
    Object.assign(globalThis, { moved });
  });
  return () => page.evaluate(() => [...(globalThis as unknown as { moved: Set<string> }).moved]);
}

test('each gesture is read out once, when it is over, and with reduced motion nothing moves by itself', async ({
  app,
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const moved = await watchMotion(page);
  await app.start('?private');
  const spoken = await listen(page);
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await app.mask('dermoscopy.png');
  const name = () => app.canvas.getAttribute('aria-label');
  await expect
    .poll(async () => (await spoken()).at(-1))
    .toMatch(/^dermoscopy\.png: 1 lesion, .* touching no edge$/);
  expect(await spoken()).not.toContain(says('progress.tiles'));

  let heard = (await spoken()).length;
  const before = await name();
  /** One sentence more is read out, and it is what the canvas shows by then. */
  const isReadOut = async (gesture: string, ...first: RegExp[]): Promise<void> => {
    const list = async () => {
      const shown = await name();
      return (await spoken()).slice(heard).map((text) => (text === shown ? 'as shown' : text));
    };
    await expect
      .poll(list, { message: gesture })
      .toEqual([...first.map((text) => expect.stringMatching(text)), 'as shown']);
    heard += first.length + 1;
  };
  const sight = await Sight.of(app);
  const erase = (x: number) =>
    dragOver(mouse(page), ...[250, 300, 350].map((y) => sight.toPage({ x, y })));
  await page.keyboard.press('e');
  await erase(340);
  await isReadOut('a stroke');
  expect(await name()).not.toBe(before);
  await app.press('undo');
  await isReadOut('undo');
  expect(await name()).toBe(before);
  const threshold = page.getByRole('slider', { name: says('adjust.threshold') });
  await threshold.focus();
  for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowLeft');
  await isReadOut('a dragged threshold');
  await app.canvas.focus();
  await page.keyboard.press('a');
  await isReadOut('a decision');
  expect(await name()).toMatch(/, accepted$/);
  await erase(400);
  await isReadOut(
    'a stroke on an accepted mask',
    says('notice.reopened', { file: 'dermoscopy.png' }),
  );

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  for (const key of ['+', '-', '1', '0', 's', 's']) await page.keyboard.press(key);
  expect(await moved()).toEqual([]);
  // It would have been seen.
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await page.keyboard.press('?');
  await expect.poll(moved).not.toEqual([]);
});
