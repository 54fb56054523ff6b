import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Request } from '@playwright/test';
import { App, expect, fromDisk, golden, says, test } from './app';
import { DIST, install, Site } from './site';

test.use({ serviceWorkers: 'allow' });

let site: Site | null = null;

test.afterEach(async () => {
  await site?.remove();
  site = null;
});

test('the privacy panel counts requests by kind and destination, and says that no byte of an image left', async ({
  browser,
  troubles,
}) => {
  site = await Site.start(DIST);
  const page = await site.visit(browser);
  const recorded: Request[] = [];
  page.on('request', (request) => {
    if (request.url().startsWith(site?.url ?? '')) recorded.push(request);
  });
  const app = await install(page);
  const panel = page.getByRole('dialog', { name: says('privacy.title') });
  const cells = (row: RegExp) => panel.getByRole('row', { name: row }).getByRole('cell');
  const count = async (row: RegExp, column: number) =>
    Number(await cells(row).nth(column).innerText());
  /** Answered from this device, fetched from the server, refused. */
  const totals = () => Promise.all([0, 1, 2].map((column) => count(says('privacy.total'), column)));
  await page.keyboard.press('Shift+P');
  await expect(panel).toContainText(says('privacy.tableLater'));
  const [onVisit = 0, fromServer = 0] = await totals();

  // From here on everything comes from this device, and each request is counted once.
  recorded.length = 0;
  await page.reload();
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await app.mask('dermoscopy.png');
  await page.keyboard.press('Shift+P');
  await expect(panel).toContainText(says('privacy.table'));
  await expect(panel).toContainText(says('privacy.sent', { bytes: '0' }));
  expect(await count(says('privacy.kind.data'), 0)).toBeGreaterThanOrEqual(6); // engine and model
  await expect.poll(totals).toEqual([onVisit + recorded.length, fromServer, 0]);
  expect(recorded.length).toBeGreaterThan(20);

  // A file of the server's that is not the app's goes there, and is counted; a body does not go.
  const [plain, body] = await page.evaluate(async () => [
    (await fetch('nowhere.txt')).status,
    await fetch('anywhere', { method: 'POST', body: 'pixels' }).then(
      ({ status }) => `answered ${status}`,
      () => 'refused',
    ),
  ]);
  expect([plain, body]).toEqual([404, 'refused']);
  expect(troubles.splice(0)).toEqual([
    expect.stringMatching(/^request with a body: POST .*anywhere$/),
  ]);
  await expect.poll(totals).toEqual([onVisit + recorded.length - 2, fromServer + 1, 1]);
  await expect(panel).toContainText(says('privacy.sent', { bytes: '0' }));

  await panel.getByRole('button', { name: says('privacy.check') }).click();
  await expect(panel.getByRole('listitem')).toHaveCount(4);
  await page.close();
});

test('no request to another origin can be made, by page, worker or service worker', async ({
  browser,
  troubles,
}) => {
  // Another origin that welcomes everybody, and remembers who came.
  const visits: string[] = [];
  const away = createServer((request, response) => {
    visits.push(request.url ?? '');
    response.writeHead(200, {
      'Content-Type': 'image/svg+xml',
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
    response.end('<svg xmlns="http://www.w3.org/2000/svg"/>');
  });
  await new Promise<void>((resolve) => away.listen(0, 'localhost', resolve));
  const { port } = away.address() as AddressInfo;
  const address = `http://localhost:${port}/`;

  site = await Site.start(DIST);
  const context = await browser.newContext({ baseURL: site.url });
  const elsewhere = await context.newPage();
  await elsewhere.goto(`${address}page`);
  expect(await elsewhere.evaluate(reachOut, address)).toEqual(['got', 'got']);
  expect(visits).toContain('/picture'); // so that its absence below says something
  await elsewhere.close();
  visits.length = 0;

  // On a host that sends no headers, before there is a service worker, the page's own policy does it.
  const plain = await Site.start(DIST, '/', '--plain');
  const alone = await browser.newPage({ baseURL: plain.url, serviceWorkers: 'block' });
  const script = alone.waitForRequest(/assets\/.*\.js$/);
  await new App(alone).start();
  expect(await alone.evaluate(reachOut, address)).toEqual(['refused', 'refused']);
  expect((await (await script).allHeaders()).referer).toBeUndefined();
  await alone.close();
  await plain.remove();

  const page = await context.newPage();
  await install(page);
  expect(await page.evaluate(reachOut, address)).toEqual(['refused', 'refused']);
  // The engine's threads sleep and answer nobody: they have another program.
  const workers = page.workers().filter((worker) => /\/worker-[^/]+\.js$/.test(worker.url()));
  expect(workers).toHaveLength(2);
  for (const worker of [...context.serviceWorkers(), ...workers]) {
    const byWorker = await worker.evaluate(
      (url) =>
        fetch(url, { mode: 'no-cors' }).then(
          () => 'got',
          () => 'refused',
        ),
      address,
    );
    expect(byWorker, worker.url()).toBe('refused');
  }
  expect(visits).toEqual([]);
  // All of it was noticed by what watches every journey; workers are heard a moment later.
  const byWorkers = () => troubles.filter((text) => text.includes('in a worker')).length;
  await expect.poll(byWorkers).toBe(workers.length);
  const noticed = troubles.splice(0).join('\n');
  expect(noticed).toContain(`request to another origin: GET ${address}picture`);
  expect(noticed).toMatch(/policy: .*Content Security Policy.*"?connect-src 'self'/);
  expect(noticed).toMatch(/policy: .*Content Security Policy.*"?img-src 'self'/);
  expect(noticed).toContain(`policy: Content Security Policy in a worker: connect-src ${address}`);
  await context.close();
  away.close();
});

/** Tries to fetch from an address, and to show a picture of it. */
async function reachOut(address: string): Promise<string[]> {
  const image = new Image();
  const pictured = new Promise<string>((resolve) => {
    image.onload = () => resolve('got');
    image.onerror = () => resolve('refused');
  });
  image.src = `${address}picture`;
  const fetched = fetch(`${address}data`, { mode: 'no-cors' }).then(
    () => 'got',
    () => 'refused',
  );
  return [await fetched, await pictured];
}

test('diagnostics hold versions, engine, limits, times and errors, and neither names nor images', async ({
  browser,
}) => {
  site = await Site.start(DIST);
  const context = await browser.newContext({
    baseURL: site.url,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const app = await install(page);
  await app.drop(fromDisk(golden('dermoscopy.png'), 'Jane Doe 1970.png'));
  await app.mask('Jane Doe 1970.png');
  await app.drop({ name: 'John Roe.png', bytes: new Uint8Array(0) });
  await expect(app.alerts).toContainText('John Roe.png');
  await page.keyboard.press('Shift+D');
  await expect(page.getByText(says('notice.diagnosticsCopied'))).toBeVisible();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).not.toMatch(/Jane|Doe|Roe|1970\.png/);
  expect(text.length).toBeLessThan(20_000);
  const found = JSON.parse(text);
  expect(found.app.version).toMatch(/^\d+\.\d+/);
  expect(found.app.release).toMatch(/^[0-9a-f]{16}$/);
  expect(found.engine.info.selfTest.iou).toBeGreaterThan(0.99);
  expect(found.runs[0].result.times.totalMs).toBeGreaterThan(0);
  expect(found.offline.phase).toBe('ready');
  expect(found.storage.usedBytes).toBeGreaterThan(1e7);
  expect(found.failures.map(({ name }: { name: string }) => name)).toContain('FileEmpty');
  await context.close();
});

test('a plain host’s pages get the whole set of headers from the service worker, workers too', async ({
  browser,
}) => {
  site = await Site.start(DIST, '/', '--plain');
  const page = await site.visit(browser);
  await install(page);
  const missing = await page.evaluate(async () => {
    const wanted = [
      'content-security-policy',
      'cross-origin-embedder-policy',
      'cross-origin-opener-policy',
      'cross-origin-resource-policy',
      'permissions-policy',
      'referrer-policy',
      'x-content-type-options',
    ];
    const scripts = performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((name) => name.endsWith('.js'));
    const missing: string[] = [];
    for (const url of [location.href, ...scripts]) {
      const { headers } = await fetch(url);
      missing.push(...wanted.filter((name) => !headers.has(name)).map((name) => `${url} ${name}`));
    }
    return missing;
  });
  expect(missing).toEqual([]);
  await page.close();
});
