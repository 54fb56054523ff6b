import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  type BrowserContext,
  test as base,
  expect,
  type JSHandle,
  type Page,
  type Worker,
} from '@playwright/test';
import { decode } from 'fast-png';
import { en } from '../src/state/text/en/en';

/** Shortcuts that the journeys use, as state/commands has them. */
const KEYS = {
  'export-mask': 'Control+S',
  'export-labels': 'Control+Shift+S',
  'export-overlay': 'Control+Shift+E',
  'next-image': 'PageDown',
  'previous-image': 'PageUp',
  undo: 'Control+Z',
  redo: 'Control+Shift+Z',
} as const;

/** A file for the drop zone. */
export interface Dropped {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A decoded PNG. */
export interface Png {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly depth: number;
  readonly data: ArrayLike<number>;
}

export const golden = (file: string): string => `src/model/golden/${file}`;
export const fixture = (file: string): string => `e2e/fixtures/files/${file}`;

export function fromDisk(path: string, name = basename(path)): Dropped {
  return { name, bytes: readFileSync(path) };
}

export function readPng(bytes: Uint8Array): Png {
  return decode(bytes);
}

/** Foreground IoU of two pictures of one size: above half of the largest value is object. */
export function maskIou(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  isObject = (v: number) => v > 127,
): number {
  let both = 0;
  let either = 0;
  for (let i = 0; i < a.length; i++) {
    const inA = isObject(a[i] as number);
    const inB = isObject(b[i] as number);
    if (inA && inB) both++;
    if (inA || inB) either++;
  }
  return either === 0 ? 1 : both / either;
}

/** The app as a person uses it. */
export class App {
  readonly canvas;
  readonly alerts;

  constructor(readonly page: Page) {
    this.canvas = page.getByTestId('canvas');
    this.alerts = page.getByRole('alert');
  }

  async start(query = ''): Promise<void> {
    await this.page.goto(`./${query}`);
    await expect(this.page.getByTestId('dropzone')).toBeVisible();
  }

  /** Drops files on the page, as from a folder. */
  async drop(...files: Dropped[]): Promise<void> {
    const dataTransfer = await this.transferOf(files);
    for (const type of ['dragenter', 'dragover', 'drop'])
      await this.page.getByTestId('dropzone').dispatchEvent(type, { dataTransfer });
  }

  /** Pastes files into the page, as copied in a folder. */
  async paste(...files: Dropped[]): Promise<void> {
    await (await this.transferOf(files)).evaluate((clipboardData) =>
      window.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true })),
    );
  }

  private transferOf(files: readonly Dropped[]): Promise<JSHandle<DataTransfer>> {
    return this.page.evaluateHandle(
      (list) => {
        const data = new DataTransfer();
        for (const { name, base64 } of list) {
          const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
          data.items.add(new File([bytes], name));
        }
        return data;
      },
      files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') })),
    );
  }

  /** Waits until the canvas says that this image has its mask, or that nothing was found. */
  async mask(name: string): Promise<void> {
    await expect(this.canvas).toHaveAccessibleName(
      new RegExp(`^${literal(name)}: (\\d|no object)`),
      { timeout: 240_000 },
    );
  }

  async areaPx(): Promise<number> {
    return numberIn(await this.page.getByTestId('mask-area').innerText());
  }

  async objectCount(): Promise<number> {
    return numberIn(await this.page.getByTestId('object-count').innerText());
  }

  /** Presses the shortcut of a command. */
  async press(command: keyof typeof KEYS): Promise<void> {
    await this.page.keyboard.press(KEYS[command]);
  }

  /** The label picture with the numbers of the table, by the menu. */
  async savedAsListed(): Promise<Png> {
    const download = this.page.waitForEvent('download');
    await this.page.getByRole('button', { name: says('topBar.export') }).click();
    await this.page.getByRole('menuitem', { name: says('export.labels-as-listed') }).click();
    return readPng(readFileSync(await (await download).path()));
  }

  /** What a save command puts into the download folder. */
  async saved(
    command: 'export-mask' | 'export-labels' | 'export-overlay',
  ): Promise<Png & { name: string }> {
    const download = this.page.waitForEvent('download');
    await this.press(command);
    const file = await download;
    return { ...readPng(readFileSync(await file.path())), name: file.suggestedFilename() };
  }
}

function numberIn(text: string): number {
  return Number(text.replace(/[^\d.]/g, ''));
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Texts of the catalogue with `{name}` filled in, as a pattern that ignores the rest. */
export function says(key: keyof typeof en, values: Record<string, string> = {}): RegExp {
  const value = /\{(\w+)(?:,(?:[^{}]|\{[^{}]*\})*)?\}/g;
  const parts = en[key].replaceAll(value, '\n').split('\n');
  const names = [...en[key].matchAll(value)].map(([, name]) => name as string);
  return new RegExp(
    parts
      .map(
        (part, i) =>
          (i === 0 ? '' : literal(values[names[i - 1] as string] ?? '\u0000')) + literal(part),
      )
      .join('')
      .replaceAll('\u0000', '.*'),
  );
}

interface Fixtures {
  readonly app: App;
  /** What must not happen and has; a journey that provokes something takes it out again. */
  readonly troubles: string[];
}

/** Where a journey's pages may send requests: to the suite's server, and to those of its own. */
export const ownOrigins = new Set<string>();

/**
 * Every journey, in all its windows and with its service worker, also fails on an uncaught error, a
 * refused resource, a request to another origin, and a request that could carry something away.
 */
export const test = base.extend<Fixtures>({
  troubles: [
    async ({ browser, baseURL }, use) => {
      const troubles: string[] = [];
      ownOrigins.add(new URL(baseURL ?? '').origin);
      const watch = (context: BrowserContext): void => {
        context.on('weberror', (event) => troubles.push(`uncaught: ${event.error().stack}`));
        context.on('console', (message) => {
          if (/Content Security Policy|TrustedScript|TrustedHTML/.test(message.text()))
            troubles.push(`policy: ${message.text()}`);
        });
        context.on('page', (page) => page.on('worker', watchWorker));
        context.on('request', (request) => {
          const { protocol, origin } = new URL(request.url());
          if (protocol === 'blob:' || protocol === 'data:') return;
          const what = `${request.method()} ${request.url()}`;
          if (!ownOrigins.has(origin)) troubles.push(`request to another origin: ${what}`);
          else if (!['GET', 'HEAD'].includes(request.method()) || request.postDataBuffer())
            troubles.push(`request with a body: ${what}`);
        });
      };
      browser.on('context', watch);
      await use(troubles);
      browser.off('context', watch);
      expect(troubles).toEqual([]);
    },
    { auto: true },
  ],
  app: ({ page }, use) => use(new App(page)),
});

/** What a browser refuses a worker is told to the worker alone. */
function watchWorker(worker: Worker): void {
  worker
    .evaluate(() => {
      self.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        console.error(`Content Security Policy in a worker: ${violatedDirective} ${blockedURI}`),
      );
    })
    .catch(() => {}); // it has ended already
}

export { expect };
