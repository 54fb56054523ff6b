import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { expect } from '@playwright/test';
import { type BrowserWindow, type Key, temporaryFolder, WINDOW_SIZE } from './window';

/** https://www.w3.org/TR/webdriver2/#keyboard-actions */
const CODES: Partial<Record<Key, string>> = { Control: '\uE009' };

/**
 * Opens the MiniBrowser of WebKitGTK over WebDriver, on a screen of its own. Its sessions are
 * ephemeral, as private windows of Safari are.
 *
 * @param path of WebKitWebDriver
 */
export async function openWebKit(path: string): Promise<BrowserWindow> {
  const home = temporaryFolder();
  const downloads = join(home, 'downloads');
  mkdirSync(downloads);
  writeFileSync(join(home, 'user-dirs.dirs'), 'XDG_DOWNLOAD_DIR="$HOME/downloads"\n');
  const { screen, display } = await startScreen();
  const port = await freePort();
  const env = { ...process.env, DISPLAY: display, HOME: home, XDG_CONFIG_HOME: home };
  const driver = spawn(path, [`--port=${port}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...env, GDK_BACKEND: 'x11' },
  });
  const stop = async (): Promise<void> => {
    await end(driver);
    await end(screen); // and with it a browser that is left
    rmSync(home, { recursive: true });
  };
  try {
    const ask = commandsTo(`http://127.0.0.1:${port}`);
    return { downloads, ...(await startSession(ask, stop)) };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startSession(
  ask: Ask,
  stop: () => Promise<void>,
): Promise<Omit<BrowserWindow, 'downloads'>> {
  const isListening = () => ask('GET', '/status').then(Boolean, () => false);
  await expect.poll(isListening).toBe(true);
  const { sessionId } = await ask<{ sessionId: string }>('POST', '/session', {
    capabilities: { alwaysMatch: { timeouts: { script: 60_000 } } },
  });
  const at = (command: string): string => `/session/${sessionId}/${command}`;
  const act = (type: string, actions: readonly object[]): Promise<unknown> =>
    ask('POST', at('actions'), { actions: [{ type, id: type, actions }] });
  await ask('POST', at('window/rect'), WINDOW_SIZE);
  return {
    async open(url) {
      await ask('POST', at('url'), { url });
    },
    async reload() {
      await ask('POST', at('refresh'), {});
    },
    evaluate: (run, ...given) =>
      ask('POST', at('execute/sync'), { script: `return (${run})(...arguments)`, args: given }),
    async press(...keys) {
      const values = keys.map((key) => CODES[key] ?? key);
      await act('key', [
        ...values.map((value) => ({ type: 'keyDown', value })),
        ...values.toReversed().map((value) => ({ type: 'keyUp', value })),
      ]);
    },
    async drag(...points) {
      const [first, ...rest] = points.map((point) => ({ type: 'pointerMove', ...point }));
      const down = { type: 'pointerDown', button: 0 };
      await act('pointer', [first as object, down, ...rest, { type: 'pointerUp', button: 0 }]);
    },
    async close() {
      await ask('DELETE', `/session/${sessionId}`);
      await stop();
    },
  };
}

type Ask = <Answer>(method: string, path: string, body?: object) => Promise<Answer>;

/** Sends commands of the WebDriver protocol; rejects with what the driver says went wrong. */
function commandsTo(address: string): Ask {
  return async (method, path, body) => {
    const response = await fetch(address + path, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as { value: never };
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  };
}

/** An X server without a monitor; it chooses the number of its display and tells it. */
async function startScreen(): Promise<{ screen: ChildProcess; display: string }> {
  const screen = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const number = await new Promise<string>((resolve, reject) => {
    (screen.stdio[3] as Readable).once('data', (data) => resolve(String(data).trim()));
    screen.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
  });
  return { screen, display: `:${number}` };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await ended;
}
