import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { encode } from 'fast-png';
import { fromDisk, golden, readPng } from './app';

/** The commands that README and docs name, each in its shortest form. What they measure here is not kept. */

/** One picture with its mask, as the benchmarks want them. */
let folder: string;

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'med-fastsam-commands-'));
  for (const kind of ['images', 'masks']) mkdirSync(join(folder, kind));
  copyFileSync(golden('dermoscopy.png'), join(folder, 'images', 'a.png'));
  writeMask(8);
});

test.afterAll(() => rmSync(folder, { recursive: true }));

/** What the reference finds in the left half of the picture, or an empty mask of one bit a pixel. */
function writeMask(depth: 1 | 8): void {
  const { width, height, data } = readPng(fromDisk(golden('dermoscopy-probability.png')).bytes);
  const isObject = (value: number, i: number) => value > 127 && i % width < width / 2;
  const half = Uint8Array.from(data, (value, i) => (isObject(value, i) ? 255 : 0));
  const empty = new Uint8Array((width / 8) * height);
  const png = encode({ width, height, data: depth === 8 ? half : empty, channels: 1, depth });
  writeFileSync(join(folder, 'masks', 'a.png'), png);
}

/** Runs `npm run` and answers its exit status and all that it printed. */
function npm(command: string, ...options: string[]): { status: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync('npm', ['run', command, '--', ...options], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  return { status, text: stdout + stderr };
}

test('bench:app prints stage times, memory of the page and WebAssembly of the segmenter', () => {
  const { status, text } = npm('bench:app', '--short');
  expect(text).toMatch(/^dermoscopy\.png( +\d+){5} +\d+\.\d %/m);
  expect(text).toMatch(/^histology\.png( +\d+){5} +\d+\.\d %/m);
  expect(text).toMatch(/^JavaScript of page and workers \d+, then \d+ MB$/m);
  expect(text).toMatch(/^WebAssembly of the segmenter \d+, then \d+ MB$/m);
  expect(status).toBe(0);
});

test('bench:edit prints frames of each gesture, also among 5,000 objects', () => {
  const { status, text } = npm('bench:edit', '--short');
  for (const gesture of ['1024  brush stroke', '1024  threshold drag', '2048  hover objects'])
    expect(text).toMatch(new RegExp(`${gesture} +frame median +\\d+\\.\\d ms`));
  expect(text).toMatch(/2048 {2}longest task of the page/);
  expect(text).not.toContain('no change');
  expect(status).toBe(0);
});

test('bench:clicks measures Dice of masks in 8 bits, and refuses those in one bit', () => {
  const eight = npm('bench:clicks', folder, 'dermoscopy', '1');
  expect(eight.text).toMatch(/^0 clicks: mean Dice [2-9]\d\.\d\d %$/m);
  expect(eight.text).toMatch(/^[1-3] clicks, 0 not followed/m);
  expect(eight.status).toBe(0);
  writeMask(1);
  const one = npm('bench:clicks', folder, 'dermoscopy', '1');
  expect(one.text).toContain('A PNG of 1 bits');
  expect(one.text).not.toContain('mean Dice');
  expect(one.status).not.toBe(0);
});

test('bench:unfamiliar says of each picture whether it is like the training data', () => {
  const { status, text } = npm('bench:unfamiliar', join(folder, 'images'));
  expect(text).toMatch(/^like +a\.png +dermoscopy/m);
  expect(text).toContain('0 of 1 flagged');
  expect(status).toBe(0);
});

test('kill-test kills the browser and finds everything that was called saved', () => {
  const { status, text } = npm('kill-test', '--kills', '2');
  expect(text).toMatch(/^2 kills, \d+ acknowledged changes, 0 failures/m);
  expect(status).toBe(0);
});

/** Starts a command that serves until it is stopped, and fetches the page at the address it prints. */
async function pageOf(command: string): Promise<string> {
  const server = spawn('npm', ['run', command], { detached: true });
  let printed = '';
  const address = await new Promise<string>((resolved, reject) => {
    server.stdout.on('data', (data) => {
      printed += data;
      // biome-ignore lint/suspicious/noControlCharactersInRegex: Vite colours its address
      const plain = printed.replaceAll(/\u001b\[\d*m/g, '');
      const found = /(http:\/\/localhost:\d+\S*)\s/.exec(plain)?.[1];
      if (found) resolved(found);
    });
    server.once('exit', () => reject(new Error(`npm run ${command} ended: ${printed}`)));
  });
  try {
    return await (await fetch(address)).text();
  } finally {
    if (server.pid) process.kill(-server.pid); // npm and what it started
  }
}

for (const command of ['start', 'dev'])
  test(`${command} prints the address at which the app is`, async () => {
    expect(await pageOf(command)).toContain('<title>Med-FastSAM');
  });
