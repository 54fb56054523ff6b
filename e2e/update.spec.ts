import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Plugin } from 'vite';
import { en } from '../src/state/text/en/en';
import { App, expect, fromDisk, golden, says, test } from './app';
import { buildRelease, install, readyOffline, Site, storedHashes } from './site';

test.use({ serviceWorkers: 'allow' });
test.describe.configure({ mode: 'serial' }); // the builds are made once

const STATS = 'models/descriptor-stats.json';

/** Three whole builds: the installed one, a newer program, and a newer program with a newer model. */
let builds: { readonly old: string; readonly newer: string; readonly newModel: string };
let site: Site | null = null;

test.beforeAll(async () => {
  const publicDir = mkdtempSync(join(tmpdir(), 'med-fastsam-public-'));
  cpSync('public', publicDir, { recursive: true });
  writeFileSync(join(publicDir, STATS), `${readFileSync(join(publicDir, STATS), 'utf8')}\n`);
  builds = {
    old: await buildRelease('1.0.0'),
    newer: await buildRelease('1.1.0'),
    newModel: await buildRelease('2.0.0', { publicDir, plugins: [contractFor(publicDir)] }),
  };
  rmSync(publicDir, { recursive: true });
});

test.afterEach(async () => {
  await site?.remove();
  site = null;
});

test.afterAll(() => {
  for (const folder of Object.values(builds ?? {})) rmSync(folder, { recursive: true });
});

/** The contract with size and hash of the changed file. */
function contractFor(publicDir: string): Plugin {
  return {
    name: 'contract-of-the-newer-model',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('model/contract.json')) return null;
      const contract = JSON.parse(code);
      const bytes = readFileSync(join(publicDir, STATS));
      contract.descriptorStats.bytes = bytes.length;
      contract.descriptorStats.sha256 = createHash('sha256').update(bytes).digest('hex');
      return JSON.stringify(contract);
    },
  };
}

/** The privacy panel names the version that runs; the page may still be loading. */
async function runs(page: Page, version: string): Promise<void> {
  const panel = page.getByRole('dialog');
  await expect(async () => {
    if (!(await panel.isVisible())) await page.keyboard.press('Shift+P');
    await expect(panel).toContainText(en['privacy.version'].replace('{version}', version), {
      timeout: 1000,
    });
  }).toPass({ timeout: 60_000 });
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
}

/** What a browser does by itself at each visit and once a day. */
function checkForUpdate(page: Page): Promise<'installed' | 'redundant'> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const found = new Promise<ServiceWorker>((resolve) => {
      registration.addEventListener('updatefound', () => {
        if (registration.installing) resolve(registration.installing);
      });
    });
    await registration.update().catch(() => {});
    const worker = registration.waiting ?? (await found);
    return new Promise((resolve) => {
      const look = (): void => {
        if (worker.state === 'installed' || worker.state === 'redundant') resolve(worker.state);
      };
      worker.addEventListener('statechange', look);
      look();
    });
  });
}

const prompt = (page: Page) => page.getByRole('button', { name: says('update.ready') });

test('a new version waits beside the old one, is offered quietly, takes over when asked, and gives the work back', async ({
  browser,
}) => {
  site = await Site.start(builds.old);
  const page = await site.visit(browser);
  const app = await install(page);
  const before = await storedHashes(page);

  site.deploy(builds.newer);
  // Were the engine or the model asked for again, they would be missing, and the update too.
  rmSync(join(site.folder, 'models/lka-encoder.onnx'));
  const engine = readdirSync(join(site.folder, 'assets')).find((file) => file.endsWith('.wasm'));
  rmSync(join(site.folder, 'assets', engine as string));
  expect(await checkForUpdate(page)).toBe('installed');
  await runs(page, '1.0.0');
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await app.mask('dermoscopy.png');
  const areaPx = await app.areaPx();
  await page.locator('button[data-decision="flagged"]').click();
  await prompt(page).click();
  await runs(page, '1.1.0');
  await readyOffline(page);
  await expect(prompt(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Restore 1 edit on 1 image' }).click();
  await app.mask('dermoscopy.png');
  expect(await app.areaPx()).toBe(areaPx);
  await expect(page.locator('button[data-decision="flagged"]')).toHaveAttribute(
    'aria-pressed',
    'true',
  );

  // What both have was kept, what only the old one had is gone.
  const after = await storedHashes(page);
  const model = createHash('sha256')
    .update(readFileSync('public/models/lka-encoder.onnx'))
    .digest('hex');
  expect(after).toContain(model);
  expect(before.filter((hash) => !after.includes(hash)).length).toBeGreaterThan(0);

  await site.stop();
  await page.reload();
  await runs(page, '1.1.0');
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await app.mask('dermoscopy.png');
  await page.close();
});

test('an update that does not take over is offered again, and is there at the next start', async ({
  browser,
}) => {
  site = await Site.start(builds.old);
  const page = await site.visit(browser);
  const app = await install(page);

  site.deploy(builds.newer);
  const program = join(site.folder, 'sw.js');
  const stubborn = readFileSync(program, 'utf8').replaceAll(
    '.skipWaiting()',
    '.clients.matchAll()',
  );
  writeFileSync(program, stubborn);
  expect(await checkForUpdate(page)).toBe('installed');
  await prompt(page).click();
  await expect(page.getByRole('contentinfo')).toContainText(says('update.applying'));
  await expect(app.alerts).toContainText('UpdateDelayed');
  await expect(prompt(page)).toBeEnabled();
  await runs(page, '1.0.0');

  // The browser lets it take over once no page of the app is left and the old one has no more to do.
  await expect(async () => {
    await page.goto('about:blank');
    await page.goto(site?.url ?? '');
    await runs(page, '1.1.0');
  }).toPass({ timeout: 200_000 });
  await page.close();
});

test('an update whose program is new but whose page is still the old one is not installed', async ({
  browser,
}) => {
  site = await Site.start(builds.old);
  const page = await site.visit(browser);
  const app = await install(page);

  site.deploy(builds.newer, ['sw.js', 'assets']);
  expect(await checkForUpdate(page)).toBe('redundant');
  await expect(prompt(page)).toHaveCount(0);
  await page.reload();
  await runs(page, '1.0.0');
  await readyOffline(page);

  await site.stop();
  await page.reload();
  await runs(page, '1.0.0');
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await app.mask('dermoscopy.png');

  // The rest of the upload arrives.
  await site.start();
  site.deploy(builds.newer);
  expect(await checkForUpdate(page)).toBe('installed');
  await expect(prompt(page)).toBeVisible();
  await page.close();
});

test('an update with a cut-off model file is not installed; once the file is whole it is, with that file alone', async ({
  browser,
}) => {
  site = await Site.start(builds.old);
  const page = await site.visit(browser);
  const app = await install(page);

  site.deploy(builds.newModel);
  truncateSync(join(site.folder, STATS), 50_000);
  expect(await checkForUpdate(page)).toBe('redundant');
  await page.reload();
  await runs(page, '1.0.0');
  await site.stop();
  await page.reload();
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await app.mask('dermoscopy.png');

  await site.start();
  site.deploy(builds.newModel);
  expect(await checkForUpdate(page)).toBe('installed');
  await page.reload();
  await prompt(page).click();
  await runs(page, '2.0.0');
  await readyOffline(page);
  const stats = createHash('sha256')
    .update(readFileSync(join(builds.newModel, STATS)))
    .digest('hex');
  expect(await storedHashes(page)).toContain(stats);
  await page.close();
});

test('on a first visit a cut-off model file is named and nothing is promised; trying again heals it', async ({
  browser,
}) => {
  site = await Site.start(builds.old);
  truncateSync(join(site.folder, 'models/cp-encoder.onnx'), 10_000);
  const page = await site.visit(browser);
  const app = new App(page);
  await app.start();
  await expect(app.alerts).toContainText('ModelCorrupt', { timeout: 60_000 });
  await expect(page.getByRole('contentinfo')).toContainText(says('offline.failed'));
  site.deploy(builds.old);
  await page.getByRole('button', { name: says('action.tryAgain') }).click();
  await readyOffline(page);
  await page.close();
});

test('on a first visit a cut-off file of the first screen is named; trying again heals it', async ({
  browser,
}) => {
  site = await Site.start(builds.old);
  truncateSync(join(site.folder, 'icons/icon-512.png'), 100);
  const page = await site.visit(browser);
  await new App(page).start();
  const bar = page.getByRole('contentinfo');
  await expect(bar).toContainText(says('offline.failed'));
  await page.keyboard.press('Shift+P');
  const panel = page.getByRole('dialog');
  await expect(panel).toContainText('AppFileCorrupt');
  await expect(panel).toContainText('icons/icon-512.png');
  site.deploy(builds.old);
  await panel.getByRole('button', { name: says('action.tryAgain') }).click();
  await expect(panel).toContainText(says('offline.ready'), { timeout: 120_000 });
  await page.keyboard.press('Escape');
  await expect(bar).toContainText(/WASM/, { timeout: 60_000 });
  await page.close();
});

test('a tab left open goes on with its own version after another tab has updated', async ({
  browser,
}) => {
  site = await Site.start(builds.old);
  const context = await browser.newContext({ baseURL: site.url });
  const left = await context.newPage();
  const app = await install(left);
  const other = await context.newPage();
  await new App(other).start();

  site.deploy(builds.newModel);
  for (const old of ['assets', 'models']) rmSync(join(site.folder, old), { recursive: true });
  site.deploy(builds.newModel);
  expect(await checkForUpdate(other)).toBe('installed');
  await prompt(other).click();
  await runs(other, '2.0.0');

  // Its own files are no longer on the server, and it loads the canvas, the engine and the model.
  await left.bringToFront();
  const replaced = left.getByRole('button', { name: says('update.replaced') });
  await expect(replaced).toBeVisible();
  await runs(left, '1.0.0');
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await app.mask('dermoscopy.png');
  const stats = createHash('sha256')
    .update(readFileSync(join(builds.old, STATS)))
    .digest('hex');
  const oldFile = () =>
    left.evaluate(async (path) => (await fetch(path)).status, `${STATS}?v=${stats.slice(0, 12)}`);
  expect(await oldFile()).toBe(200);

  // Also when it is the only one left, and asks how much is stored, as after each start of an engine.
  await expect(replaced).toBeEnabled({ timeout: 30_000 });
  await other.close();
  await left.evaluate(
    () =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        const question = { type: 'state', isCurrent: false };
        navigator.serviceWorker.controller?.postMessage(question, [port2]);
      }),
  );
  expect(await oldFile()).toBe(200);

  // It catches up when its person likes, and then the old files go.
  await replaced.click();
  await runs(left, '2.0.0');
  await readyOffline(left);
  expect(await storedHashes(left)).not.toContain(stats);
  await context.close();
});
