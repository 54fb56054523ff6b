import type { Page } from '@playwright/test';
import { type App, expect, fixture, fromDisk, golden, says, test } from './app';

const refused = [
  ['empty.png', 'error.FileEmpty'],
  ['truncated.png', 'error.FileTruncated'],
  ['truncated.jpg', 'error.FileTruncated'],
  ['text.png', 'error.FileUnsupported'],
  ['drawing.svg', 'error.FileUnsupported'],
  ['dicom.dcm', 'error.FileUnsupported'],
  ['one-pixel.png', 'error.ImageTooSmall'],
  ['bomb.png', 'error.ImageTooLarge'],
] as const;

test('files that cannot be segmented are refused by name and reason, and nothing else is lost', async ({
  app,
}) => {
  await app.start();
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await app.mask('dermoscopy.png');
  const before = await app.areaPx();
  for (const [file, message] of refused) {
    await app.drop(fromDisk(fixture(file)));
    await expect(app.alerts).toContainText(file);
    await expect(app.alerts).toContainText(says(message, { file }));
  }
  for (const _ of refused) await app.press('previous-image');
  await app.mask('dermoscopy.png');
  expect(await app.areaPx()).toBe(before);
});

test('a model file that is missing is named, and trying again works once it is there', async ({
  app,
  page,
}) => {
  await page.route('**/models/cp-encoder.onnx*', (route) =>
    route.fulfill({ status: 404, body: 'no' }),
  );
  await app.start();
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await expect(app.alerts).toContainText('cp-encoder.onnx');
  await expect(app.alerts).toContainText('ModelMissing');
  await page.unroute('**/models/cp-encoder.onnx*');
  await page.getByRole('button', { name: says('action.tryAgain') }).click();
  await app.mask('dermoscopy.png');
});

const ENGINE = '**/assets/ort-wasm*.wasm';

for (const [what, url] of [
  ['a model file', '**/models/lka-encoder.onnx*'],
  ['the engine', ENGINE],
] as const) {
  test(`an HTML page in place of ${what} is recognised`, async ({ app, page }) => {
    await page.route(url, (route) =>
      route.fulfill({
        status: 200,
        contentType: 'text/html',
        body: '<!doctype html><title>Sign in</title>',
      }),
    );
    await app.start();
    await app.drop(fromDisk(golden('dermoscopy.png')));
    await expect(app.alerts).toContainText('ModelNotAFile');
  });
}

test('an engine that is missing on the server is named as a missing file, not as a model that does not load', async ({
  app,
  page,
}) => {
  await page.route(ENGINE, (route) => route.fulfill({ status: 404, body: 'no' }));
  await app.start();
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await expect(app.alerts).toContainText('ModelMissing');
  await expect(app.alerts).toContainText('ort-wasm-simd-threaded.asyncify.wasm');
  await page.unroute(ENGINE);
  await page.getByRole('button', { name: says('action.tryAgain') }).click();
  await app.mask('dermoscopy.png');
});

test('a damaged engine is refused by its checksum', async ({ app, page }) => {
  await page.route(ENGINE, async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body[1000] = (body[1000] ?? 0) ^ 1;
    await route.fulfill({ response, body });
  });
  await app.start();
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await expect(app.alerts).toContainText('ModelCorrupt');
});

test('a damaged model file is refused by its checksum', async ({ app, page }) => {
  await page.route('**/models/cp-encoder.onnx*', async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body[1000] = (body[1000] ?? 0) ^ 1;
    await route.fulfill({ response, body });
  });
  await app.start();
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await expect(app.alerts).toContainText('ModelCorrupt');
});

test('an engine that fails its self-test is turned down, and says so', async ({ app, page }) => {
  // A reference that no engine can agree with, and its checksum where the worker keeps the true one.
  const { createHash } = await import('node:crypto');
  const { readFileSync } = await import('node:fs');
  const wrong = readFileSync('public/models/self-test.bin').map((byte) => byte ^ 0xff);
  const truth = createHash('sha256')
    .update(readFileSync('public/models/self-test.bin'))
    .digest('hex');
  const lie = createHash('sha256').update(wrong).digest('hex');
  await page.route('**/models/self-test.bin*', (route) =>
    route.fulfill({ body: Buffer.from(wrong) }),
  );
  await page.route('**/assets/*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll(truth, lie) });
  });
  await app.start();
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await expect(app.alerts).toContainText('SelfTestFailed');
  await expect(app.canvas).toHaveAccessibleName(says('canvas.waiting', { name: 'dermoscopy.png' }));
});

test('the engine works on one thread where the page is not isolated', async ({ app, page }) => {
  await page.route('**/*', async (route) => {
    if (route.request().resourceType() !== 'document') return route.fallback();
    const response = await route.fetch();
    const headers = { ...response.headers() };
    delete headers['cross-origin-opener-policy'];
    delete headers['cross-origin-embedder-policy'];
    await route.fulfill({ response, headers });
  });
  await app.start();
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await app.mask('dermoscopy.png');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await expect(page.getByRole('contentinfo')).toContainText(/WASM, 1 thread(?!s)/);
});

test('a segmenter that dies in the middle of a run is replaced, and the image gets its mask', async ({
  app,
  page,
}) => {
  await endDuringRun(app, page, 'segmenter');
});

test('a pixel worker that dies in the middle of a run is replaced, and the image gets its mask', async ({
  app,
  page,
}) => {
  await endDuringRun(app, page, 'pixels');
  // Nor does it cost what comes after the mask: the maps are sent to the next worker.
  const before = await app.areaPx();
  await end(page, 'pixels');
  await page.getByLabel(says('adjust.threshold')).press('ArrowLeft');
  await expect.poll(() => app.areaPx()).toBeGreaterThan(before);
});

test('a file that two pixel workers die of is named, and opened when it is tried again', async ({
  app,
  page,
}) => {
  await app.start();
  await page.evaluate(() => {
    const { postMessage } = Worker.prototype;
    let deaths = 2;
    Worker.prototype.postMessage = function (this: Worker, message: unknown, rest: object) {
      const { path } = message as { path?: string[] };
      if (path?.join() === 'open' && deaths-- > 0)
        this.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
      else postMessage.call(this, message, rest);
    };
  });
  await app.drop(fromDisk(golden('dermoscopy.png'), 'heavy.png'));
  await expect(app.alerts).toContainText('FileNotOpened');
  await expect(app.alerts).toContainText(says('error.FileNotOpened', { file: 'heavy.png' }));
  await page.getByRole('button', { name: says('action.tryAgain') }).click();
  await expect(app.alerts).toHaveCount(0);
  await expect(app.canvas).toHaveAccessibleName(/^heavy\.png/);
});

/** Ends a worker in the middle of a run, which gives its mask all the same. */
async function endDuringRun(app: App, page: Page, name: string): Promise<void> {
  await app.start();
  await app.drop(fromDisk(golden('histology.png')));
  await expect(app.canvas).toHaveAccessibleName(
    says('canvas.segmenting', { name: 'histology.png' }),
  );
  await end(page, name);
  await app.mask('histology.png');
  expect(await app.objectCount()).toBeGreaterThan(300);
}

/** Ends the app's worker of this name, as running out of memory does. */
async function end(page: Page, name: string): Promise<void> {
  const worker = await Promise.any(
    page.workers().map(async (candidate) => {
      const own = await candidate.evaluate(() => self.name);
      if (!own.startsWith(name)) throw new Error(own);
      return candidate;
    }),
  );
  await worker.evaluate(() => setTimeout(() => self.close(), 0));
}
