/**
 * Finds the browsers of the tests, installing Debian's packages for those that are missing.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const CHROMIUM = {
  name: 'Chromium',
  variable: 'CHROMIUM_PATH',
  places: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ],
  packages: ['chromium'],
};
const FIREFOX = {
  name: 'Firefox',
  variable: 'FIREFOX_PATH',
  places: [
    '/usr/bin/firefox-esr',
    '/usr/bin/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
    'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
  ],
  packages: ['firefox-esr'],
};
/** WebKitGTK's own small browser, which its WebDriver starts on the screen of an Xvfb. */
const WEBKIT = {
  name: 'WebKitGTK',
  variable: 'WEBKIT_DRIVER_PATH',
  places: ['/usr/bin/WebKitWebDriver'],
  needs: ['/usr/bin/Xvfb'],
  packages: ['webkit2gtk-driver', 'xvfb'],
};

/** Path of a Chromium; exits with a sentence when none can be had. */
export function ensureChromium() {
  const path = ensure(CHROMIUM);
  if (path) return path;
  console.error('No Chromium found. Install Chrome or Chromium, or set CHROMIUM_PATH to one.');
  process.exit(1);
}

/**
 * Environment that tells the browser tests where every browser is. One that cannot be had, as
 * WebKitGTK outside Linux, is left out with a sentence; its tests are then skipped.
 */
export function ensureBrowsers() {
  const found = { CHROMIUM_PATH: ensureChromium() };
  for (const browser of [FIREFOX, WEBKIT]) {
    const path = ensure(browser);
    if (path) found[browser.variable] = path;
    else console.log(`No ${browser.name} found: its tests are skipped`);
  }
  return found;
}

function find({ variable, places, needs = [] }) {
  if (!needs.every(existsSync)) return undefined;
  return [process.env[variable], ...places].find((path) => path && existsSync(path));
}

/** Path of a browser, installed if it must and can be; undefined where there is no apt-get. */
function ensure(browser) {
  const found = find(browser);
  if (found || spawnSync('apt-get', ['--version']).status !== 0) return found;
  const { name, packages } = browser;
  console.log(`No ${name} found: installing ${packages.join(' and ')} with apt-get`);
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  const run = (...args) => {
    const [command, ...rest] = [...sudo, 'apt-get', ...args];
    execFileSync(command, rest, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  run('update', '-qq');
  run('install', '-y', '-qq', '--no-install-recommends', ...packages);
  const installed = find(browser);
  if (!installed) throw new Error(`apt-get installed no ${name} in a known place`);
  return installed;
}
