// Takes the pictures that app stores, install prompts and the README show, of the built app. Run
// `node scripts/make-screenshots.mjs [dist]` after the interface has changed.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { ensureChromium } from './install-browsers.mjs';

const [dist = 'dist'] = process.argv.slice(2);
const root = new URL('..', import.meta.url).pathname;
const wide = { sample: 'histology', width: 1280, height: 800, colorScheme: 'dark' };
const narrow = { sample: 'dermoscopy', width: 540, height: 960, colorScheme: 'dark' };
const guide = { sample: 'histology', width: 1440, height: 900, colorScheme: 'light' };
const SHOTS = {
  'public/screenshots/wide.jpg': wide,
  'public/screenshots/narrow.jpg': narrow,
  'docs/screenshot.jpg': guide,
};

const launcher = new URL('serve.mjs', import.meta.url).pathname;
const server = spawn(process.execPath, [launcher, dist, '--port', '0']);
const line = await new Promise((resolve) => server.stdout.once('data', resolve));
const url = /http:\S+/.exec(String(line))[0];
const browser = await chromium.launch({
  executablePath: ensureChromium(),
  args: ['--no-sandbox'],
});
for (const [file, { sample, width, height, colorScheme }] of Object.entries(SHOTS)) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  await page.goto(`${url}?sample=${sample}`);
  await page.getByTestId('canvas').and(page.getByLabel(/: \d/)).waitFor({ timeout: 300_000 });
  await page.locator('[data-state=saved]').waitFor();
  const path = join(root, file);
  await page.screenshot({ path, type: 'jpeg', quality: 85 });
  await page.close();
}
await browser.close();
server.kill();
