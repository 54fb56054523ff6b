import { existsSync } from 'node:fs';
import { test as base } from '@playwright/test';
import { DIST, Site } from '../site';
import { openFirefox } from './firefox';
import { openWebKit } from './webkit';
import type { BrowserWindow } from './window';

export interface EngineOption {
  /** Which browser a project runs, and whether in private windows. */
  readonly engine: 'firefox' | 'firefox-private' | 'webkit';
}

interface Fixtures {
  readonly site: Site;
  readonly window: BrowserWindow;
}

/** As Debian's packages have them. */
const { FIREFOX_PATH = '/usr/bin/firefox-esr', WEBKIT_DRIVER_PATH = '/usr/bin/WebKitWebDriver' } =
  process.env;

/** Journeys with a server and a browser of their own. */
export const test = base.extend<EngineOption & Fixtures>({
  engine: ['firefox', { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern
  site: async ({}, use) => {
    const site = await Site.start(DIST);
    await use(site);
    await site.remove();
  },
  window: async ({ engine }, use) => {
    const path = engine === 'webkit' ? WEBKIT_DRIVER_PATH : FIREFOX_PATH;
    base.skip(!existsSync(path), `There is no ${path}`);
    const window =
      engine === 'webkit'
        ? await openWebKit(path)
        : await openFirefox(path, engine === 'firefox-private');
    await use(window);
    await window.close();
  },
});
