import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { type Dropped, fromDisk, golden, maskIou, type Png, readPng, says } from '../app';
import type { Site } from '../site';
import { test } from './test';
import { type BrowserWindow, savedFile } from './window';

/**
 * What must work in every browser, on the built app. Each journey begins with a browser that has
 * never seen it. Chromium has suites of its own.
 */

const PICTURE = 'dermoscopy.png';

test('a dropped picture gets its mask, is edited, undone and saved, and comes back after a reload', async ({
  site,
  window,
}) => {
  await window.open(site.url);
  await openPicture(window);
  const untouched = await areaPx(window);
  const mask = await savedMask(window);
  const reference = readPng(fromDisk(golden('dermoscopy-probability.png')).bytes);
  expect([mask.width, mask.height, mask.channels, mask.depth]).toEqual([768, 576, 1, 8]);
  expect(maskIou(mask.data, reference.data)).toBeGreaterThanOrEqual(0.98);
  expect(foreground(mask)).toBe(untouched);

  await erase(window, 0.45);
  await expect.poll(() => areaPx(window)).toBeLessThan(untouched);
  const once = await areaPx(window);
  await erase(window, 0.55);
  await expect.poll(() => areaPx(window)).toBeLessThan(once);
  await window.press('Control', 'z');
  await expect.poll(() => areaPx(window)).toBe(once);
  await expect.poll(() => saveState(window)).toMatch(says('save.saved'));
  const before = await savedMask(window);
  expect(foreground(before)).toBe(once);

  await window.reload();
  await clickButton(window, /^Restore 1 edit on 1 image$/);
  await maskShown(window, PICTURE);
  expect(Buffer.compare(bytesOf(await savedMask(window)), bytesOf(before))).toBe(0);
  await window.press('Control', 'z');
  await expect.poll(() => areaPx(window)).toBe(untouched);
  expect(Buffer.compare(bytesOf(await savedMask(window)), bytesOf(mask))).toBe(0);
  await expectNoTrouble(window, site);
});

test('after one visit the app starts and segments without a server', async ({ site, window }) => {
  await window.open(site.url);
  await expect.poll(() => textOf(window, 'footer'), SLOW).toMatch(says('offline.ready'));
  await site.stop();
  await window.reload();
  await clickButton(window, says('modality.dermoscopy')); // a sample, which is a JPEG
  await maskShown(window, 'dermoscopy.jpg');
  expect(await areaPx(window)).toBeGreaterThan(0);
  await expectNoTrouble(window, site);
});

test('with ?private nothing is kept', async ({ site, window }) => {
  await window.open(`${site.url}?private`);
  await openPicture(window);
  const untouched = await areaPx(window);
  await erase(window, 0.5);
  await expect.poll(() => areaPx(window)).toBeLessThan(untouched);
  expect(await saveState(window)).toMatch(says('save.off'));
  const databases = () => window.evaluate(() => indexedDB.databases());
  expect(await databases()).toEqual([]);
  await window.open(site.url);
  await expect.poll(() => saveState(window)).toMatch(says('save.none'));
  expect(await textOf(window, '[data-testid=dropzone]')).not.toMatch(says('restore.title'));
  await expectNoTrouble(window, site);
});

/** A cold engine without threads, beside other work. */
const SLOW = { timeout: 180_000 };

async function openPicture(window: BrowserWindow): Promise<void> {
  await expect.poll(() => textOf(window, '[data-testid=dropzone]'), SLOW).not.toBe('');
  await drop(window, fromDisk(golden(PICTURE)));
  await maskShown(window, PICTURE);
}

/** Drops a file on the page, as from a folder. */
function drop(window: BrowserWindow, { name, bytes }: Dropped): Promise<void> {
  return window.evaluate(
    (name, base64) => {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], name));
      const zone = document.querySelector('[data-testid=dropzone]');
      for (const type of ['dragenter', 'dragover', 'drop'])
        zone?.dispatchEvent(
          new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true, composed: true }),
        );
    },
    name,
    Buffer.from(bytes).toString('base64'),
  );
}

function maskShown(window: BrowserWindow, name: string): Promise<void> {
  const described = () =>
    window.evaluate(
      () => document.querySelector('[data-testid=canvas]')?.getAttribute('aria-label') ?? '',
    );
  return expect.poll(described, SLOW).toContain(`${name}: 1 lesion`);
}

function textOf(window: BrowserWindow, selector: string): Promise<string> {
  return window.evaluate(
    (found) => document.querySelector<HTMLElement>(found)?.innerText ?? '',
    selector,
  );
}

function saveState(window: BrowserWindow): Promise<string> {
  return textOf(window, '[data-saved-changes]');
}

async function areaPx(window: BrowserWindow): Promise<number> {
  return Number((await textOf(window, '[data-testid=mask-area]')).replace(/[^\d.]/g, ''));
}

/** One stroke of the eraser across the middle of the canvas, where the lesion is. */
async function erase(window: BrowserWindow, atShare: number): Promise<void> {
  await window.press('e');
  const box = await window.evaluate(() => {
    const { x, y, width, height } = (
      document.querySelector('[data-testid=canvas]') as Element
    ).getBoundingClientRect();
    return { x, y, width, height };
  });
  const y = Math.round(box.y + box.height * atShare);
  const along = [0.35, 0.45, 0.55, 0.65].map((share) => Math.round(box.x + box.width * share));
  await window.drag(...along.map((x) => ({ x, y })));
}

async function clickButton(window: BrowserWindow, name: RegExp): Promise<void> {
  const click = () =>
    window.evaluate((source) => {
      const buttons = [...document.querySelectorAll('button')];
      const found = buttons.find((button) => new RegExp(source).test(button.innerText.trim()));
      found?.click();
      return found !== undefined;
    }, name.source);
  await expect.poll(click).toBe(true);
}

/** What Ctrl+S puts into the download folder. */
async function savedMask(window: BrowserWindow): Promise<Png> {
  const name = 'dermoscopy-mask.png';
  await window.press('Control', 's');
  await expect.poll(() => savedFile(window.downloads, name) !== null).toBe(true);
  const bytes = savedFile(window.downloads, name) as Buffer;
  rmSync(join(window.downloads, name));
  return readPng(bytes);
}

function bytesOf({ data }: Png): Buffer {
  return Buffer.from(data as Uint8Array);
}

function foreground({ data }: Png): number {
  return Array.from(data).filter((value) => value > 0).length;
}

/** Nothing is reported to the person, and every request went to the app's own server. */
async function expectNoTrouble(window: BrowserWindow, { url }: Site): Promise<void> {
  const alerts = await window.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[role=alert]')].map((alert) => alert.innerText),
  );
  expect(alerts.filter((text) => text.trim() !== '')).toEqual([]);
  const requested = await window.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => name),
  );
  const isElsewhere = (address: string) => !address.startsWith(url) && !address.startsWith('blob:');
  expect(requested.filter(isElsewhere)).toEqual([]);
}
