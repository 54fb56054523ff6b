import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type Key, temporaryFolder, WINDOW_SIZE, type Window } from './window';

/** https://www.w3.org/TR/webdriver2/#keyboard-actions */
const CODES: Partial<Record<Key, string>> = {
  Control: '\uE009',
  Shift: '\uE008',
  Escape: '\uE00C',
};

/**
 * Opens the MiniBrowser of WebKitGTK over WebDriver, on a screen of its own. Its sessions are
 * ephemeral, as private windows of Safari are.
 */
export async function openWebKit(path: string): Promise<Window> {
  const home = temporaryFolder();
  const downloads = join(home, 'downloads');
  mkdirSync(downloads);
  writeFileSync(join(home, 'user-dirs.dirs'), 'XDG_DOWNLOAD_DIR="$HOME/downloads"\n');
  const { screen, display } = await startScreen();
  const port = await freePort();
  const driver = spawn(path, [`--port=${port}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      DISPLAY: display,
      GDK_BACKEND: 'x11',
      HOME: home,
      XDG_CONFIG_HOME: home,
    },
  });
  const ask = commandsTo(`http://127.0.0.1:${port}`);
  await untilReady(() => ask('GET', '/status'));
  const { sessionId } = await ask<{ sessionId: string }>('POST', '/session', {
    capabilities: { alwaysMatch: { timeouts: { script: 60_000 } } },
  });
  const at = (command: string): string => `/session/${sessionId}/${command}`;
  const act = (type: string, steps: readonly object[], more: object = {}): Promise<unknown> =>
    ask('POST', at('actions'), { actions: [{ type, id: type, ...more, actions: steps }] });
  await ask('POST', at('window/rect'), WINDOW_SIZE);
  return {
    downloads,
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
      const moves = points.map(({ x, y }) => ({ type: 'pointerMove', x, y, duration: 50 }));
      const button = { button: 0 };
      await act('pointer', [
        ...moves.slice(0, 1),
        { type: 'pointerDown', ...button },
        ...moves.slice(1),
        { type: 'pointerUp', ...button },
      ]);
    },
    async close() {
      await ask('DELETE', `/session/${sessionId}`);
      await end(driver);
      await end(screen);
      rmSync(home, { recursive: true });
    },
  };
}

/** Sends commands of the WebDriver protocol; rejects with what the driver says went wrong. */
function commandsTo(address: string) {
  return async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(address + path, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as {
      value: T & { error?: string; message?: string };
    };
    if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  };
}

/** An X server without a monitor; it chooses the display's number and tells it. */
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

/** Waits until the driver listens. */
async function untilReady(ask: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (
      await ask().then(
        () => true,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('WebKitWebDriver does not answer');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await ended;
}
