import { rmSync } from 'node:fs';
import { launch } from 'puppeteer-core';
import { type BrowserWindow, temporaryFolder, WINDOW_SIZE } from './window';

/**
 * Opens a Firefox over WebDriver BiDi.
 *
 * @param isPrivate whether its windows are private ones
 */
export async function openFirefox(path: string, isPrivate = false): Promise<BrowserWindow> {
  const downloads = temporaryFolder();
  const browser = await launch({
    browser: 'firefox',
    executablePath: path,
    defaultViewport: WINDOW_SIZE,
    extraPrefsFirefox: {
      'browser.download.folderList': 2, // the folder of the next line
      'browser.download.dir': downloads,
      'browser.privatebrowsing.autostart': isPrivate,
    },
  });
  const page = await browser.newPage();
  page.setDefaultTimeout(120_000); // a busy machine
  page.on('dialog', (dialog) => void dialog.accept()); // leaves a page that warns of unsaved work
  const { keyboard, mouse } = page;
  return {
    downloads,
    async open(url) {
      await page.goto(url);
    },
    async reload() {
      await page.reload();
    },
    evaluate: (run, ...given) => page.evaluate(`(${run})(...${JSON.stringify(given)})`) as never,
    async press(...keys) {
      for (const key of keys) await keyboard.down(key);
      for (const key of keys.toReversed()) await keyboard.up(key);
    },
    async drag(...points) {
      for (const [i, { x, y }] of points.entries()) {
        await mouse.move(x, y);
        if (i === 0) await mouse.down();
      }
      await mouse.up();
    },
    async close() {
      await browser.close();
      rmSync(downloads, { recursive: true });
    },
  };
}
