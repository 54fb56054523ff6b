/**
 * Finds a Chromium for the browser tests, installing Debian's package when there is none.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const KNOWN_PLACES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

function findChromium() {
  return KNOWN_PLACES.find((path) => path && existsSync(path));
}

/** Path of a Chromium; exits with a sentence when none can be had. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  const apt = spawnSync('apt-get', ['--version']);
  if (apt.status !== 0) {
    console.error('No Chromium found. Install Chrome or Chromium, or set CHROMIUM_PATH to one.');
    process.exit(1);
  }
  console.log('No Chromium found: installing the package "chromium" with apt-get');
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  const run = (...args) => {
    const [command, ...rest] = [...sudo, 'apt-get', ...args];
    execFileSync(command, rest, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  run('update', '-qq');
  run('install', '-y', '-qq', '--no-install-recommends', 'chromium');
  const installed = findChromium();
  if (!installed) throw new Error('apt-get installed no chromium in a known place');
  return installed;
}
