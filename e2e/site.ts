import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { build, type Plugin } from 'vite';
import { App, expect, ownOrigins, says } from './app';

/** The build that the suite runs on. */
export const DIST = process.env.DIST ?? 'dist';

/** A server of a journey's own, which it can end, start again and give another build to serve. */
export class Site {
  readonly folder = mkdtempSync(join(tmpdir(), 'med-fastsam-site-'));
  private server: ChildProcess | null = null;
  private port = '0';

  /** @param options of scripts/serve.mjs, such as `--plain` */
  private constructor(
    readonly base: string,
    private readonly options: readonly string[],
  ) {}

  static async start(build: string, base = '/', ...options: string[]): Promise<Site> {
    const site = new Site(base, options);
    site.deploy(build);
    await site.start();
    return site;
  }

  /** A page in a browser profile of its own, which ends with it. */
  visit(browser: Browser): Promise<Page> {
    return browser.newPage({ baseURL: this.url });
  }

  get url(): string {
    return `http://localhost:${this.port}${this.base}`;
  }

  /** Puts a build, or some files of one, over what is served. */
  deploy(build: string, files: readonly string[] = ['.']): void {
    for (const file of files)
      cpSync(join(build, file), join(this.folder, file), { recursive: true });
  }

  /** Starts the server, on the same port as before. */
  async start(): Promise<void> {
    const server = spawn(
      process.execPath,
      ['scripts/serve.mjs', this.folder, '--port', this.port, '--base', this.base, ...this.options],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.server = server;
    const line = await new Promise<string>((resolve, reject) => {
      server.stdout?.once('data', (data) => resolve(String(data)));
      server.once('exit', (code) => reject(new Error(`The server ended with ${code}`)));
    });
    this.port = /:(\d+)\//.exec(line)?.[1] ?? this.port;
    ownOrigins.add(new URL(this.url).origin);
  }

  /** Ends the server's process. */
  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = null;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill();
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }
}

/** A whole build of its own, as `npm run build` makes it. */
export async function buildRelease(
  version: string,
  changes: { readonly publicDir?: string; readonly plugins?: Plugin[] } = {},
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'med-fastsam-build-'));
  process.env.APP_VERSION = version;
  await build({
    ...changes,
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  });
  return folder;
}

/** Waits until the status bar promises that everything works without a network. */
export async function readyOffline(page: Page): Promise<void> {
  await expect(page.getByRole('contentinfo')).toContainText(says('offline.ready'), {
    timeout: 120_000,
  });
}

/** Visits the app for the first time and stays until it would start without a network. */
export async function install(page: Page): Promise<App> {
  const app = new App(page);
  await app.start();
  await readyOffline(page);
  return app;
}

/** Whether this page's requests are answered by a service worker. */
export function isControlled(page: Page): Promise<boolean> {
  return page.evaluate(() => navigator.serviceWorker.controller !== null);
}

/** Addresses of the app's files that are stored, without their hashes' folder. */
export function storedHashes(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const hashes: string[] = [];
    for (const name of await caches.keys()) {
      if (!name.startsWith('med-fastsam-files ')) continue;
      const requests = await (await caches.open(name)).keys();
      for (const { url } of requests) {
        const hash = /\.files\/([0-9a-f]{64})$/.exec(url)?.[1];
        if (hash) hashes.push(hash);
      }
    }
    return hashes.sort();
  });
}
