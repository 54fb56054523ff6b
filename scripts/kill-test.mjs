#!/usr/bin/env node
/**
 * Kills the browser (SIGKILL, the whole process group) at random moments while a simulated user
 * edits, decides, writes notes, and opens and closes images. After each restart it checks that
 * every change which the page had called saved is there, down to each pixel of the labels. It uses
 * only what a user sees and can export.
 *
 *   node scripts/kill-test.mjs [folder=dist] [--kills 200] [--port 4400] [--seed 1]
 *
 * Ends with one line. Exits with 1 when a change was lost or a state was unreadable.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { ensureChromium } from './install-browsers.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '200' },
    port: { type: 'string', default: '4400' },
    seed: { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
  },
});
const kills = Number(values.kills);
const origin = `http://localhost:${values.port}/`;
const picture = readFileSync('src/model/golden/dermoscopy.png').toString('base64');
/** The model runs in one of so many lives, so that masks are killed on their way to disk too. */
const ENGINE_EVERY = 12;
const LONGEST_LIFE_MS = 3500;
/** The most images; the first one is never closed. */
const MAX_IMAGES = 3;

/** Mulberry32: the same seed makes the same choices, though not the same moments. */
let seed = Number(values.seed);
function random() {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), seed | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
const choose = (list) => list[Math.floor(random() * list.length)];

/** Process group of the running browser, so that an interrupted test leaves none behind. */
let running = 0;
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    if (running > 0) process.kill(-running, 'SIGKILL');
    server.kill();
    process.exit(1);
  });

/** One life of the browser on the same profile. */
async function launch(profile, hasEngine) {
  const child = spawn(
    ensureChromium(),
    [
      '--headless=new',
      '--no-sandbox',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      '--window-size=1280,800',
      'about:blank',
    ],
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  running = child.pid;
  const endpoint = await new Promise((resolve, reject) => {
    let text = '';
    child.stderr.on('data', (chunk) => {
      text += chunk;
      const found = /DevTools listening on (ws:\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    child.on('exit', () => reject(new Error(`The browser did not start:\n${text}`)));
  });
  const browser = await chromium.connectOverCDP(endpoint);
  const context = browser.contexts()[0];
  const page = await context.newPage();
  // The offline copy has tests of its own and would compete for the processor.
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'));
  await page.addInitScript(catchExports);
  if (!hasEngine) await page.route('**/models/**', (route) => route.abort());
  await page.goto(`${origin}?engine=wasm&threads=1`);
  await page.getByTestId('dropzone').waitFor();
  let isDead = false;
  return {
    page,
    isDead: () => isDead,
    kill() {
      isDead = true;
      running = 0;
      process.kill(-child.pid, 'SIGKILL');
      return new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', resolve);
      });
    },
    disconnect: () => browser.close().catch(() => {}),
  };
}

/** What the user sees at one moment, and whether the page says that it is saved. */
function look(page) {
  return page.evaluate(() => {
    const text = (selector) => document.querySelector(selector)?.textContent ?? '';
    const pressed = document.querySelector('[data-decision][aria-pressed="true"]');
    return {
      isSaved: document.querySelector('[data-saved-changes]')?.dataset.state === 'saved',
      images: document.querySelectorAll('li[data-phase]').length,
      ready: document.querySelectorAll('li[data-phase="ready"]').length,
      area: Number(text('[data-testid="mask-area"]').replace(/\D/g, '')),
      decision: pressed?.getAttribute('data-decision') ?? 'open',
      note: document.querySelector('footer input[type="text"]')?.value ?? null,
      damage: /[^.]*(could not be (read|restored)|is no longer saved|are not saved)[^.]*/.exec(
        document.body.textContent,
      )?.[0],
    };
  });
}

/** Exports go into a variable of the page instead of the download folder. */
function catchExports() {
  const create = URL.createObjectURL;
  URL.createObjectURL = (object) => {
    globalThis.newestBlob = object;
    return create.call(URL, object);
  };
  HTMLAnchorElement.prototype.click = function () {
    if (this.download) globalThis.exported = globalThis.newestBlob;
  };
}

/** What the user sees, and the SHA-256 of the label image that they can export. */
async function lookClosely(page) {
  await page.evaluate(() => {
    globalThis.exported = null;
  });
  await page.keyboard.press('Control+Shift+S');
  const mask = await page.evaluate(async () => {
    while (!globalThis.exported) await new Promise((resolve) => setTimeout(resolve, 5));
    const bytes = await globalThis.exported.arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  });
  return { ...(await look(page)), mask };
}

async function until(page, what, isTrue, timeoutMs = 120_000) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look(page);
    if (isTrue(seen)) return seen;
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}: ${JSON.stringify(seen)}`);
    await pause(20);
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const sameWork = (a, b) => a.mask === b.mask && a.decision === b.decision && a.note === b.note;

/**
 * The states that may come back: the one acknowledged last, any seen after it, and the result of
 * the open action.
 */
class Ledger {
  seen = [];
  masks = new Set();
  images = new Set([1]);
  /** Whether a state can be the result of the action that the kill interrupted. */
  underWay = () => false;
  acknowledged = 0;
  /** The state on which the interrupted action was a stroke; `null` when it was no stroke. */
  beforeStroke = null;

  saw(state) {
    const last = this.seen.at(-1);
    if (!last || !sameWork(last, state)) this.seen.push(state);
    this.masks.add(state.mask);
    if (state.isSaved && this.seen.length > 1) {
      this.acknowledged += this.seen.length - 1;
      this.seen = this.seen.slice(-1);
    }
  }

  /** Whether a state was seen before the kill. */
  knows(state) {
    return this.seen.some((known) => sameWork(known, state));
  }

  /** Why this state must not come back; `null` when it may. */
  objects(state) {
    if (!this.images.has(state.images))
      return `${state.images} images instead of ${[...this.images].join(' or ')}`;
    if (this.knows(state) || this.underWay(state)) return null;
    return `${JSON.stringify(state)} instead of one of ${JSON.stringify(this.seen)}`;
  }

  restart(state) {
    this.seen = [state];
    this.images = new Set([state.images]);
    this.underWay = () => false;
    this.beforeStroke = null;
  }
}

/** One stroke of brush or eraser inside the canvas. */
async function stroke(page) {
  await page.keyboard.press(choose(['B', 'E']));
  const box = await page.getByTestId('canvas').boundingBox();
  const to = () =>
    page.mouse.move(
      box.x + box.width * (0.3 + 0.4 * random()),
      box.y + box.height * (0.25 + 0.5 * random()),
      { steps: 2 },
    );
  await to();
  await page.mouse.down();
  for (let i = 0; i < 2; i++) await to();
  await page.mouse.up();
}

/** Does one thing that a user does and waits until it is seen. */
async function act(page, ledger) {
  const before = { ...(await look(page)), mask: ledger.seen.at(-1).mask };
  ledger.saw(before);
  const isSame = (state, ...names) => names.every((name) => state[name] === before[name]);
  /** A mask that changes is no longer accepted. Other decisions and the note stay. */
  const isReopened = (state) =>
    isSame(state, 'note') &&
    state.decision === (before.decision === 'accepted' ? 'open' : before.decision);
  const action = choose(['stroke', 'stroke', 'stroke', 'undo', 'redo', 'decide', 'note', 'wait']);
  if (action === 'stroke') {
    ledger.underWay = isReopened;
    ledger.beforeStroke = before;
    await stroke(page);
  } else if (action === 'undo' || action === 'redo') {
    ledger.underWay = (state) => isReopened(state) && ledger.masks.has(state.mask);
    await page.keyboard.press(action === 'undo' ? 'Control+Z' : 'Control+Shift+Z');
  } else if (action === 'decide') {
    const to = choose(['accepted', 'rejected', 'flagged']);
    const decision = before.decision === to ? 'open' : to;
    ledger.underWay = (state) => isSame(state, 'mask') && state.decision === decision;
    await page.locator(`button[data-decision="${to}"]`).click();
  } else if (action === 'note' && before.note !== null) {
    const note = `note ${Math.floor(random() * 1e6)}`;
    ledger.underWay = (state) => isSame(state, 'mask', 'decision') && state.note === note;
    await page.locator('footer input[type="text"]').fill(note);
    await page.getByTestId('canvas').focus();
  }
  await pause(40 * random());
  ledger.saw(await lookClosely(page));
  ledger.underWay = () => false;
  ledger.beforeStroke = null;
}

/** Opens one more image, or closes the newest; the last action of a life. */
async function openOrClose(page, ledger, hasEngine) {
  const { images, ready } = await look(page);
  if (images < MAX_IMAGES || hasEngine) {
    ledger.images = new Set([images, images + 1]);
    await drop(page, `extra-${Math.floor(random() * 1e6)}.png`);
    await until(page, 'the new image on disk', (s) => s.images === images + 1 && s.isSaved);
    ledger.images = new Set([images + 1]);
    if (hasEngine) await until(page, 'the new mask', (s) => s.ready > ready);
  } else {
    await page.locator('li[data-phase]').last().getByRole('button').first().click();
    ledger.images = new Set([images, images - 1]);
    await page.keyboard.press('Shift+Delete');
    await until(page, 'the image gone from disk', (s) => s.images === images - 1 && s.isSaved);
    ledger.images = new Set([images - 1]);
  }
}

async function drop(page, name) {
  const transfer = await page.evaluateHandle(
    ({ name, picture }) => {
      const data = new DataTransfer();
      const bytes = Uint8Array.from(atob(picture), (char) => char.charCodeAt(0));
      data.items.add(new File([bytes], name));
      return data;
    },
    { name, picture },
  );
  for (const type of ['dragenter', 'dragover', 'drop'])
    await page.getByTestId('dropzone').dispatchEvent(type, { dataTransfer: transfer });
}

/** Works until the kill, at a random moment. Errors after it come from the kill. */
async function live(life, ledger, hasEngine) {
  const { page } = life;
  const opensOrCloses = hasEngine || random() < 0.3;
  const actsBefore = hasEngine ? 0 : Math.floor(opensOrCloses ? 4 * random() : 1000);
  const work = async () => {
    for (let i = 0; i < actsBefore; i++) await act(page, ledger);
    if (opensOrCloses) await openOrClose(page, ledger, hasEngine);
    await pause(60 * random());
  };
  let timer;
  const moment = new Promise((resolve) => {
    timer = setTimeout(resolve, hasEngine ? 60_000 : 100 + LONGEST_LIFE_MS * random());
  });
  const working = work().catch((error) => {
    if (!life.isDead()) throw error;
  });
  await Promise.race([moment, working]);
  clearTimeout(timer);
  await life.kill();
  life.disconnect();
  await working;
}

/** Restores the work of the last life and compares it with what was acknowledged. */
async function restore(life, ledger) {
  const { page } = life;
  const row = page.locator('li[data-session-id]');
  await row.waitFor({ timeout: 60_000 });
  await row.getByRole('button').last().click();
  const state = await until(page, 'the restored mask', (s) => s.area > 0 && s.images > 0);
  const settled = await until(page, 'quiet', (s) => s.isSaved && s.images >= state.images);
  if (settled.damage) throw new Error(`unreadable: ${settled.damage}`);
  const restored = await lookClosely(page);
  const objection = ledger.objects(restored);
  if (objection) throw new Error(`lost: ${objection}`);
  if (ledger.beforeStroke && !ledger.knows(restored)) await checkStroke(page, ledger, restored);
  ledger.restart(restored);
}

/**
 * A stroke that nobody has seen must lie on a state that was seen: undo shows that state, redo the
 * stroke.
 */
async function checkStroke(page, { beforeStroke }, restored) {
  for (const [key, mask] of [
    ['Control+Z', beforeStroke.mask],
    ['Control+Shift+Z', restored.mask],
  ]) {
    await page.keyboard.press(key);
    const seen = await lookClosely(page);
    if (seen.mask !== mask) throw new Error(`lost: ${key} gives ${seen.mask} instead of ${mask}`);
  }
  await until(page, 'quiet after the check', (s) => s.isSaved);
}

const profile = mkdtempSync(join(tmpdir(), 'med-fastsam-kills-'));
const server = spawn(
  process.execPath,
  ['scripts/serve.mjs', positionals[0] ?? 'dist', '--port', values.port],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
await new Promise((resolve) => server.stdout.once('data', resolve));
const ledger = new Ledger();
let done = 0;
let failure = null;
try {
  const first = await launch(profile, true);
  await drop(first.page, 'first.png');
  await until(first.page, 'the first mask', (s) => s.area > 0 && s.isSaved, 300_000);
  ledger.restart(await lookClosely(first.page));
  await first.kill();
  first.disconnect();
  for (done = 0; done < kills; done++) {
    const hasEngine = done % ENGINE_EVERY === ENGINE_EVERY - 1;
    const life = await launch(profile, hasEngine);
    try {
      await restore(life, ledger);
      await live(life, ledger, hasEngine);
    } finally {
      if (!life.isDead()) await life.kill();
    }
    if (values.verbose) console.log(done + 1, JSON.stringify(ledger.seen), [...ledger.images]);
    if ((done + 1) % 10 === 0) console.log(`${done + 1} kills, ${ledger.acknowledged} changes`);
  }
} catch (error) {
  failure = error;
} finally {
  server.kill();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
if (failure) console.error(failure);
console.log(
  `${done} kills, ${ledger.acknowledged} acknowledged changes, ${failure ? 1 : 0} failures (seed ${values.seed})`,
);
process.exit(failure ? 1 : 0);
