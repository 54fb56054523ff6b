import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { ensureChromium } from '../scripts/install-browsers.mjs';

/** The built app in headless Chromium, for measurements. */
export async function openApp({ port = 4180, viewport = { width: 1440, height: 900 } } = {}) {
  if (!existsSync('dist/index.html'))
    throw new Error('There is no build: run `npm run build` first');
  const folder = mkdtempSync(join(tmpdir(), 'med-fastsam-bench-'));
  const server = spawn('node', ['scripts/serve.mjs', 'dist', '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => server.kill()); // also when a measurement fails
  await new Promise((resolve) => server.stdout.once('data', resolve));
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--enable-precise-memory-info',
      '--js-flags=--expose-gc',
      '--enable-blink-features=ForceEagerMeasureMemory', // otherwise it waits for up to a minute
    ],
  });
  const page = await browser.newPage({
    viewport,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  // Tasks of 50 ms and more, as the browser itself counts them.
  await page.addInitScript(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries())
        globalThis.longTasks.push({ startTime, duration });
    }).observe({ type: 'longtask', buffered: true });
  });
  await page.goto(`http://localhost:${port}/?private`);
  await page.getByTestId('dropzone').waitFor();
  return {
    page,
    browser,
    /**
     * Opens an image through the file dialog. Decoding base64 in the page would count as the page's
     * own work.
     */
    drop(name, bytes) {
      const open = page.getByRole('button', { name: 'Open images' }).first();
      return this.chooseFile(name, bytes, () => open.click());
    },
    /** Gives a file to the dialog that `ask` opens. */
    async chooseFile(name, bytes, ask) {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      const chooser = page.waitForEvent('filechooser');
      await ask();
      await (await chooser).setFiles(path);
    },
    /** Waits for the mask of the image with this name. */
    async mask(name) {
      await page.waitForFunction(
        (file) => {
          const text =
            document.querySelector('[data-testid=canvas]')?.getAttribute('aria-label') ?? '';
          return text.startsWith(`${file}: `);
        },
        name,
        { timeout: 600_000 },
      );
    },
    longestTask: (since = 0) =>
      page.evaluate(
        (from) =>
          Math.max(
            0,
            ...globalThis.longTasks
              .filter((task) => task.startTime >= from)
              .map((task) => task.duration),
          ),
        since,
      ),
    now: () => page.evaluate(() => performance.now()),
    /** What the browser counts as JavaScript's in page and workers, arrays included, in MB. */
    heapMb: () =>
      page.evaluate(async () => {
        const { breakdown } = await performance.measureUserAgentSpecificMemory();
        const own = breakdown.filter(({ types }) => types.includes('JavaScript'));
        return own.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20;
      }),
    /** The segmenter's WebAssembly memory in MB, from the app's own diagnostics. */
    async wasmMb() {
      await page.evaluate(() => navigator.clipboard.writeText(''));
      await page.keyboard.press('Shift+D');
      let text = '';
      while (!text.startsWith('{')) {
        await page.evaluate(() => new Promise(requestAnimationFrame));
        text = await page.evaluate(() => navigator.clipboard.readText());
      }
      return JSON.parse(text).engine.memory.heapBytes / 2 ** 20;
    },
    /**
     * Resident memory of all renderer processes in MB: JavaScript, WebAssembly and images together.
     */
    async residentMb() {
      const session = await browser.newBrowserCDPSession();
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      await session.detach();
      let kb = 0;
      for (const { type, id } of processInfo)
        if (type === 'renderer')
          kb += Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0);
      return kb / 1024;
    },
    async close() {
      await browser.close();
      server.kill();
      rmSync(folder, { recursive: true });
    },
  };
}

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};
