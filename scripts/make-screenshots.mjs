// Takes the pictures that app stores and install prompts show, of the built app, into
// public/screenshots. Run `node scripts/make-screenshots.mjs [dist]` after the interface has changed.
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { ensureChromium } from './install-chromium.mjs';

const [dist = 'dist'] = process.argv.slice(2);
const folder = new URL('../public/screenshots/', import.meta.url).pathname;
const SHOTS = [
  { file: 'wide.jpg', sample: 'histology', width: 1280, height: 800 },
  { file: 'narrow.jpg', sample: 'dermoscopy', width: 540, height: 960 },
];

const launcher = new URL('serve.mjs', import.meta.url).pathname;
const server = spawn(process.execPath, [launcher, dist, '--port', '0']);
const line = await new Promise((resolve) => server.stdout.once('data', resolve));
const url = /http:\S+/.exec(String(line))[0];
const browser = await chromium.launch({
  executablePath: ensureChromium(),
  args: ['--no-sandbox'],
});
await mkdir(folder, { recursive: true });
for (const { file, sample, width, height } of SHOTS) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: 'dark' });
  await page.goto(`${url}?sample=${sample}`);
  await page.getByTestId('canvas').and(page.getByLabel(/: \d/)).waitFor({ timeout: 300_000 });
  await page.screenshot({ path: `${folder}${file}`, type: 'jpeg', quality: 85 });
  await page.close();
}
await browser.close();
server.kill();
