import type { Page } from '@playwright/test';
import { type App, expect, fromDisk, golden, says, test } from './app';
import { dragOver, mouse } from './hands';

/**
 * Puts every text node, also those that come later, into two elements of its own, as the page
 * translation of browsers does (a new node, the old one is gone), or an extension or reader mode.
 */
async function wrapTexts(page: Page): Promise<void> {
  await page.evaluate(() => {
    const wrap = (root: Node): void => {
      const texts: Text[] = [];
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) texts.push(node as Text);
      if (root instanceof Text) texts.push(root);
      for (const text of texts) {
        const parent = text.parentElement;
        if (!parent || parent.localName === 'font' || !text.data.trim()) continue;
        if (['SCRIPT', 'STYLE', 'TEXTAREA', 'OPTION', 'TITLE'].includes(parent.tagName)) continue;
        const outer = document.createElement('font');
        const inner = document.createElement('font');
        inner.textContent = text.data;
        outer.append(inner);
        text.replaceWith(outer);
      }
    };
    wrap(document.body);
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        for (const node of addedNodes) if (node.isConnected) wrap(node);
    }).observe(document.body, { childList: true, subtree: true });
  });
}

/** Elements in which a text with a digit stands beside other text or elements. */
function mixedNumbers(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const mixed: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      const isAlone = parent?.childNodes.length === 1;
      if (/\d/.test(node.nodeValue ?? '') && parent && !isAlone)
        mixed.push(parent.outerHTML.slice(0, 200));
    }
    return mixed;
  });
}

async function openEverything(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
}

/** All that the page says, word by word. */
async function allWords(page: Page): Promise<string> {
  const text = await page.locator('body').innerText();
  return text.replaceAll(/\s+/g, ' ').replaceAll(/\d+(\.\d+)? m?s\b/g, 'TIME');
}

/** Three strokes of the eraser across the picture, an undo and another threshold. */
async function work(app: App, page: Page): Promise<void> {
  await page.keyboard.press('e');
  const box = await app.canvas.boundingBox();
  if (!box) throw new Error('The canvas has no place');
  for (const share of [0.35, 0.5, 0.65]) {
    const y = box.y + share * box.height;
    await dragOver(
      mouse(page),
      { x: box.x + 0.3 * box.width, y },
      { x: box.x + 0.7 * box.width, y },
    );
  }
  await page.keyboard.press('Control+z');
  await page.getByLabel(says('adjust.threshold')).press('ArrowRight');
}

/** The page's words after `work`, translated or not, once they rest. */
async function wordsAfterWork(app: App, page: Page, isTranslated: boolean): Promise<string> {
  await app.start('?private');
  await app.drop(fromDisk(golden('histology.png')));
  await app.mask('histology.png');
  await openEverything(page);
  if (isTranslated) await wrapTexts(page);
  const before = await allWords(page);
  await work(app, page);
  let words = before;
  await expect
    .poll(
      async () => {
        const last = words;
        words = await allWords(page);
        return words === last && words !== before;
      },
      { intervals: [1500] },
    )
    .toBe(true);
  return words;
}

test('no number shares its element with other text', async ({ app, page }) => {
  await app.start('?private');
  for (const file of ['dermoscopy.png', 'histology.png']) {
    await app.drop(fromDisk(golden(file)));
    await app.mask(file);
    await openEverything(page);
    await expect.poll(() => mixedNumbers(page), { message: file }).toEqual([]);
  }
});

test('numbers stay the present ones while the browser translates the page', async ({
  app,
  page,
}) => {
  const plain = await wordsAfterWork(app, page, false);
  expect(plain).toMatch(/\d/);
  expect(await wordsAfterWork(app, page, true)).toBe(plain);
});
