/**
 * Every command that README and docs name, in a form short enough for the tests. A command is fine
 * when it exits with 0 and prints what it is for.
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const GOLDEN = 'src/model/golden';
const MODELS = 'public/models';

/** A folder as `bench:clicks` reads it, of the drawn golden picture. */
function pictureFolder(root) {
  for (const [folder, file] of [
    ['images', 'dermoscopy.png'],
    ['masks', 'dermoscopy-truth.png'],
  ]) {
    mkdirSync(join(root, folder), { recursive: true });
    cpSync(join(GOLDEN, file), join(root, folder, 'dermoscopy.png'));
  }
  return root;
}

/** The present weights as `update-model` takes new ones. */
function modelFolder(root) {
  cpSync(MODELS, root, { recursive: true });
  cpSync(GOLDEN, join(root, 'golden'), { recursive: true });
  cpSync(join(MODELS, 'self-test.png'), join(root, 'golden', 'dermoscopy-512.png'));
  return root;
}

function textsOf(folder) {
  return readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'base64')]);
}

/** Name of the npm script → its arguments, given an empty folder, and what its output must hold. */
const RUNS = {
  'bench:app': { args: () => ['--short'], prints: /dermoscopy\.png .*%/ },
  'bench:edit': { args: () => ['--short'], prints: /1024/ },
  'bench:clicks': {
    args: (folder) => [pictureFolder(folder), 'dermoscopy', '1'],
    prints: /dermoscopy\.png\s+9\d\./,
  },
  'bench:unfamiliar': { args: () => ['public/samples'], prints: /fluorescence\.png|of 1/ },
  'kill-test': { args: () => ['--kills', '2'], prints: /2 kills/ },
  'update-model': { args: (folder) => [modelFolder(folder)], prints: /Weights .* are in/ },
};

/** Commands that serve until they are stopped: the address that they print must answer. */
const SERVERS = { start: /(http:\S+)/, dev: /(http:\S+)/ };

/** Every name that `runShortForms` runs. */
export const SHORT_FORMS = [...Object.keys(RUNS), ...Object.keys(SERVERS)];

function runOnce(name, { args, prints }, env) {
  const folder = mkdtempSync(join(tmpdir(), 'med-fastsam-command-'));
  const before = name === 'update-model' ? JSON.stringify(textsOf(MODELS)) : null;
  const { status, stdout, stderr } = spawnSync('npm', ['run', '-s', name, '--', ...args(folder)], {
    encoding: 'utf8',
    env,
    shell: process.platform === 'win32',
  });
  rmSync(folder, { recursive: true, force: true });
  const isSame = before === null || before === JSON.stringify(textsOf(MODELS));
  const passed = status === 0 && prints.test(stdout) && isSame;
  if (!passed)
    console.error(`${stdout}\n${stderr}\nexit ${status}${isSame ? '' : ', files changed'}`);
  return passed;
}

async function serveOnce(name, address, env) {
  const server = spawn('npm', ['run', '-s', name], { env, detached: process.platform !== 'win32' });
  let printed = '';
  const url = await new Promise((resolve) => {
    server.stdout.on('data', (data) => {
      printed += data;
      // biome-ignore lint/suspicious/noControlCharactersInRegex: Vite colours its address
      const found = address.exec(printed.replaceAll(/\u001b\[\d*m/g, ''));
      if (found) resolve(found[1]);
    });
    server.stderr.on('data', (data) => {
      printed += data;
    });
    server.on('exit', () => resolve(null));
  });
  const answer = url === null ? null : await fetch(url).then((response) => response.text());
  if (url !== null) process.kill(process.platform === 'win32' ? server.pid : -server.pid);
  const passed = answer?.includes('Med-FastSAM') ?? false;
  if (!passed) console.error(printed);
  return passed;
}

/** Runs each once. @returns how many passed and failed */
export async function runShortForms(env = process.env) {
  const counted = { passed: 0, failed: 0 };
  const count = (name, passed) => {
    console.log(`${passed ? 'ok' : 'FAILED'}  npm run ${name}`);
    counted[passed ? 'passed' : 'failed']++;
  };
  for (const [name, run] of Object.entries(RUNS)) count(name, runOnce(name, run, env));
  for (const [name, address] of Object.entries(SERVERS))
    count(name, await serveOnce(name, address, env));
  return counted;
}
