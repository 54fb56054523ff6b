import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { securityHeaders } from '../scripts/security-headers.mjs';
import { App, expect, fixture, fromDisk, golden, ownOrigins, says, test } from './app';
import { DIST, install, isControlled, readyOffline, Site, storedHashes } from './site';

test.use({ serviceWorkers: 'allow' });

let site: Site | null = null;

test.afterEach(async () => {
  await site?.remove();
  site = null;
});

test('after one visit the app starts cold without network or server, opens a sample and segments it', async ({
  browser,
}) => {
  site = await Site.start(DIST);
  const context = await browser.newContext({ baseURL: site.url });
  const first = await context.newPage();
  await install(first);
  await first.close();

  await site.stop();
  await context.setOffline(true);
  const page = await context.newPage();
  const app = new App(page);
  await app.start();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await readyOffline(page);
  await page.getByRole('button', { name: says('modality.dermoscopy') }).click();
  await app.mask('dermoscopy.jpg');
  expect(await app.areaPx()).toBeGreaterThan(0);
  await app.drop(fromDisk(golden('histology.png')));
  await app.mask('histology.png');
  expect(await app.objectCount()).toBeGreaterThan(300);
  expect((await app.saved('export-labels')).depth).toBe(16);

  // Every format is decoded, though of a program or a library that nothing has asked for before.
  const formats = ['rgb-16.png', 'progressive.jpg', 'lossy.webp', 'picture.bmp', 'picture.gif'];
  await app.drop(...[...formats, 'picture.avif'].map((file) => fromDisk(fixture(file))));
  await expect(page.locator('li[data-phase] img')).toHaveCount(8);

  // Every sample and document of the app is there as well.
  const files = ['samples/histology.jpg', 'samples/fluorescence.png', 'models/MODEL_CARD.md'];
  for (const file of files) {
    expect(await page.evaluate(async (path) => (await fetch(path)).status, file), file).toBe(200);
  }
  await context.close();
});

test('a host without isolation headers, in a sub-path: one reload by itself gives threads, also offline', async ({
  browser,
}) => {
  site = await Site.start(DIST, '/some/where/', '--plain');
  const page = await site.visit(browser);
  let loads = 0;
  page.on('load', () => loads++);
  const app = new App(page);
  await app.start();
  await expect
    .poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false), { timeout: 60_000 })
    .toBe(true);
  await readyOffline(page);
  expect(loads).toBe(2);

  await site.stop();
  await page.reload();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await app.mask('dermoscopy.png');
  await expect(page.getByRole('contentinfo')).toContainText(/WASM, [2-9]/);
  await page.close();
});

test('without a service worker the app says that it is online only, and works', async ({
  browser,
}) => {
  site = await Site.start(DIST);
  const context = await browser.newContext({ baseURL: site.url, serviceWorkers: 'block' });
  const page = await context.newPage();
  const app = new App(page);
  await app.start();
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await app.mask('dermoscopy.png');
  await expect(page.getByRole('contentinfo')).not.toContainText(says('offline.ready'));
  expect(await isControlled(page)).toBe(false);
  await context.close();
});

test('an installation has no error: manifest, icons and service worker are as browsers want them', async ({
  browser,
}) => {
  site = await Site.start(DIST);
  const context = await browser.newContext({ baseURL: site.url });
  const page = await context.newPage();
  await install(page);
  const devtools = await context.newCDPSession(page);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  // Test profiles are private windows, which install nothing; that is not of our making.
  const ours = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito');
  expect(ours).toEqual([]);
  const { errors, data } = await devtools.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data ?? '{}');
  const { accept } = manifest.file_handlers[0];
  expect(accept).toMatchObject({ 'image/jpeg': ['.jpg', '.jpeg'], 'application/zip': ['.zip'] });
  expect(manifest.share_target.params.files[0].accept).toEqual(Object.keys(accept));
  const pictures = [...manifest.icons, ...manifest.screenshots];
  for (const { src, sizes } of pictures) {
    const size = await page.evaluate(async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, src);
    if (sizes !== 'any') expect(size, src).toBe(sizes);
  }
  await context.close();
});

test('images shared with the installed app are opened, and nothing of them goes to the server', async ({
  browser,
  troubles,
}) => {
  site = await Site.start(DIST);
  const page = await site.visit(browser);
  const app = await install(page);
  await site.stop(); // whoever would answer a POST is gone
  const base64 = Buffer.from(fromDisk(golden('dermoscopy.png')).bytes).toString('base64');
  await page.evaluate((text) => {
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], 'shared lesion.png', { type: 'image/png' }));
    const form = document.createElement('form');
    Object.assign(form, { action: './share', method: 'post', enctype: 'multipart/form-data' });
    const input = document.createElement('input');
    Object.assign(input, { type: 'file', name: 'images', files: data.files });
    form.append(input);
    document.body.append(form);
    form.submit();
  }, base64);
  await app.mask('shared lesion.png');
  expect(page.url()).toBe(site.url);
  expect(troubles.splice(0)).toEqual([`request with a body: POST ${site.url}share`]);
  await expect(page.locator('[data-saved-changes]')).toHaveText(says('save.saved'));
  const waiting = () =>
    page.evaluate(async () => {
      const names = (await caches.keys()).filter((name) => name.startsWith('med-fastsam-shared'));
      return Promise.all(
        names.map(async (name) => (await (await caches.open(name)).keys()).length),
      );
    });
  await expect.poll(waiting).toEqual([0]);
  await page.close();
});

test('a broken download goes on where it broke off, and nothing is promised before it is whole', async ({
  browser,
}) => {
  site = await Site.start(DIST);
  const link = await brokenLink(site, 'models/lka-encoder.onnx', 3_500_000);
  const page = await browser.newPage({ baseURL: link.url });
  const bar = page.getByRole('contentinfo');
  await new App(page).start();
  await expect(bar).toContainText(says('offline.failed'), { timeout: 60_000 });
  await readyOffline(page);
  // From the last whole megabyte that had come on. (The browser's own cache asks for an end too.)
  const fromWhole = expect.stringMatching(/^bytes=(1048576|2097152|3145728)-$/);
  expect(link.ranges).toContainEqual(fromWhole);

  // Nor does it stay so: a stored file that the disk has damaged is noticed and fetched again.
  const model = readFileSync(join(DIST, 'models/cp-encoder.onnx'));
  const sha256 = createHash('sha256').update(model).digest('hex');
  const damage = () => page.evaluate(changeStored, [sha256, 'damage'] as const);
  expect(await damage()).not.toBe(sha256);
  await page.reload();
  await expect(bar).toContainText(/WASM/, { timeout: 60_000 });
  await readyOffline(page);
  const kept = () => page.evaluate(changeStored, [sha256, 'keep'] as const);
  await expect.poll(kept).toBe(sha256);
  await page.close();
  link.end();
});

/** A way to the server on which a file breaks off after some bytes the first time it is asked for. */
async function brokenLink({ url }: Site, file: string, afterBytes: number) {
  const ranges: string[] = [];
  let isBroken = true;
  const link = createServer((asked, answer) => {
    const { method, headers } = asked;
    const isFile = asked.url?.includes(file);
    if (isFile && headers.range) ranges.push(headers.range);
    request(new URL(asked.url ?? '', url), { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers);
      if (!isFile || !isBroken) return response.pipe(answer);
      isBroken = false;
      let left = afterBytes;
      response.on('data', (chunk: Buffer) => {
        answer.write(chunk.subarray(0, left), () => left <= 0 && answer.destroy());
        left -= chunk.length;
        if (left <= 0) response.destroy();
      });
    }).end();
  });
  await new Promise<void>((resolve) => link.listen(0, 'localhost', resolve));
  const { port } = link.address() as AddressInfo;
  const origin = `http://localhost:${port}`;
  ownOrigins.add(origin);
  return { url: `${origin}/`, ranges, end: () => link.close() };
}

/** Damages the stored file with this SHA-256 if told so; answers the SHA-256 of what is stored. */
async function changeStored([sha256, what]: readonly [string, 'damage' | 'keep']): Promise<string> {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const stored = request.url.endsWith(sha256) ? await cache.match(request) : undefined;
      if (!stored) continue;
      const bytes = new Uint8Array(await stored.arrayBuffer());
      if (what === 'damage') {
        bytes[1000] = (bytes[1000] ?? 0) ^ 1;
        await cache.put(request, new Response(bytes, { headers: stored.headers }));
      }
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
    }
  }
  return 'nothing';
}

test('the first screen needs less than 200 kB, compressed', () => {
  const page = readFileSync(join(DIST, 'index.html'));
  const linked = [...page.toString().matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)];
  const files = linked.map(([, path]) => readFileSync(join(DIST, path as string)));
  expect(files.length).toBeGreaterThanOrEqual(2);
  const bytes = [page, ...files].map((file) => gzipSync(file).length);
  expect(bytes.reduce((a, b) => a + b)).toBeLessThan(200_000);
});

test('erasing the offline copy while it is being stored leaves none of it', async ({ browser }) => {
  site = await Site.start(DIST);
  const page = await site.visit(browser);
  const bar = page.getByRole('contentinfo');
  await new App(page).start();
  await expect(bar).toContainText(/[1-9]\d*\.\d MB/, { timeout: 60_000 });
  await page.locator('[data-saved-changes]').click();
  await page.getByRole('button', { name: says('storage.erase') }).click();
  await page.getByRole('switch', { name: says('storage.eraseApp') }).click();
  await page.getByRole('button', { name: says('storage.eraseNow') }).click();
  const proof = page.getByTestId('remains');
  await expect(proof).toContainText(/Offline copy of the app\s*nothing/);
  await expect(proof).toContainText(/\(sw\.js\)\s*nothing/);
  await expect(bar).toContainText(says('offline.failed'));
  await expect(bar).toContainText(/WASM/, { timeout: 120_000 }); // the engine came from the server
  await expect(page.getByRole('dialog')).toContainText(/\b0 kB used/); // as soon as the browser says so
  const left = await page.evaluate(async () => ({
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
  expect(left).toEqual({ caches: [], workers: 0 });
  await page.reload();
  await readyOffline(page);
  await page.close();
});

test('“Ready offline” is taken back when another tab erases the offline copy, or the browser clears it', async ({
  browser,
}) => {
  site = await Site.start(DIST);
  const context = await browser.newContext({ baseURL: site.url });
  const page = await context.newPage();
  await install(page);
  const bar = page.getByRole('contentinfo');
  const other = await context.newPage();
  await new App(other).start();
  await other.locator('[data-saved-changes]').click();
  await other.getByRole('button', { name: says('storage.erase') }).click();
  await other.getByRole('switch', { name: says('storage.eraseApp') }).click();
  await other.getByRole('button', { name: says('storage.eraseNow') }).click();
  await expect(other.getByTestId('remains')).toBeVisible();
  await other.close();
  await expect(bar).toContainText(says('offline.failed'));

  await page.reload();
  await readyOffline(page);
  const lookAgain = () =>
    page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  const [stored] = await storedHashes(page);
  await page.evaluate(async (hash) => {
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys())
        if (request.url.endsWith(hash)) await (await caches.open(name)).delete(request);
  }, stored as string);
  await lookAgain(); // as when the tab comes back to the front
  await expect.poll(() => storedHashes(page)).toContain(stored); // a file alone is fetched again

  const devtools = await context.newCDPSession(page);
  const { origin } = new URL(site.url);
  await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  await lookAgain();
  await expect(bar).toContainText(says('offline.failed'));
  await context.close();
});

test('a shortcut opens its sample, and files opened with the app are all opened', async ({
  browser,
}) => {
  site = await Site.start(DIST);
  const context = await browser.newContext({ baseURL: site.url });
  const page = await context.newPage();
  const app = new App(page);
  await app.start('?sample=dermoscopy');
  await app.mask('dermoscopy.jpg');
  expect(page.url()).toBe(site.url); // a reload does not open it again
  await page.close();

  const launched = await context.newPage();
  await launched.addInitScript(
    (base64) => {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      const files = ['one.png', 'two.png'].map((name) => ({
        getFile: async () => new File([bytes], name, { type: 'image/png' }),
      }));
      const setConsumer = (consume: (launch: object) => void) => consume({ files });
      Object.defineProperty(window, 'launchQueue', { value: { setConsumer } });
    },
    Buffer.from(fromDisk(golden('dermoscopy.png')).bytes).toString('base64'),
  );
  await launched.goto(site.url);
  await expect(launched.locator('li[data-phase]')).toHaveCount(2);
  await new App(launched).mask('one.png');
  await context.close();
});

test('the launcher on a USB stick serves its own folder from wherever it is started, and nothing beside it', async () => {
  const stick = mkdtempSync(join(tmpdir(), 'med-fastsam-stick-'));
  cpSync(DIST, join(stick, 'app'), { recursive: true });
  writeFileSync(join(stick, 'private.txt'), 'not for others');
  const launcher = spawn(process.execPath, [join(stick, 'app/serve.mjs'), '--port', '0'], {
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const line = await new Promise<string>((resolve) =>
      launcher.stdout.once('data', (data) => resolve(String(data))),
    );
    const port = Number(/localhost:(\d+)\//.exec(line)?.[1]);
    const ask = (path: string, method = 'GET') =>
      new Promise<IncomingMessage>((resolve, reject) =>
        request({ port, path, method }, (response) => resolve(response.resume()))
          .on('error', reject)
          .end(),
      );
    const page = await ask('/');
    expect(page.statusCode).toBe(200);
    expect(page.headers).toMatchObject(
      Object.fromEntries(Object.entries(securityHeaders).map(([k, v]) => [k.toLowerCase(), v])),
    );
    const refused = ['/../private.txt', '/..%2fprivate.txt', '/%2e%2e/private.txt', '/x%', '//'];
    for (const path of refused) expect((await ask(path)).statusCode, path).toBe(404);
    expect((await ask('/', 'POST')).statusCode).toBe(405);
  } finally {
    launcher.kill();
    rmSync(stick, { recursive: true });
  }
});
