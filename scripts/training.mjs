/**
 * The Python side (`training/`) from npm, in an environment of its own, `.venv`:
 *
 *     npm run training:install
 *     npm run training:test
 *     npm run training -- evaluate.py --sets …
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const environment = join(root, '.venv');
const python = join(
  environment,
  process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python',
);
const wanted = join(root, 'training/pyproject.toml');
/** Holds the hash of the pyproject.toml that was installed last. */
const stamp = join(environment, 'installed-from');

const CANDIDATES = [
  process.env.PYTHON,
  'python3.13',
  'python3.12',
  'python3.11',
  'python3',
  'python',
];
const IS_NEW_ENOUGH = 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))';

function run(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
}

function findPython() {
  return CANDIDATES.find(
    (name) => name && spawnSync(name, ['-c', IS_NEW_ENOUGH], { stdio: 'ignore' }).status === 0,
  );
}

/** Path of a Python that has all that training needs, installed where it is not; throws where it cannot be. */
export function ensureTraining() {
  const hash = createHash('sha256').update(readFileSync(wanted)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return python;
  if (!existsSync(python)) {
    const found = findPython();
    if (!found) throw new Error('No Python from 3.11 with venv found: install one, or set PYTHON.');
    if (run(found, ['-m', 'venv', environment]) !== 0) throw new Error('.venv cannot be made');
  }
  console.log('Installing what training needs (PyTorch is some gigabytes) …');
  const install = ['-m', 'pip', 'install', '--quiet', '--editable', 'training[test]'];
  if (run(python, install) !== 0) throw new Error('pip could not install training[test]');
  writeFileSync(stamp, hash);
  return python;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [what, ...rest] = process.argv.slice(2);
  if (!what) throw new Error('Name what to do: install, test, or a script of training/');
  const installed = ensureTraining();
  if (what === 'test') process.exit(run(installed, ['-m', 'pytest', 'training', ...rest]));
  if (what !== 'install') process.exit(run(installed, [join('training', what), ...rest]));
}
