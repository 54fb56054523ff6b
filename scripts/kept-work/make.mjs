/**
 * Makes the work of an earlier version that the tests open: `node scripts/kept-work/make.mjs`.
 * Checks out that version, runs `recipe.mjs` with its code and writes to src/testing/kept-work.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The last version before its files were sorted into rooms. */
const REVISION = 'c61d3cd';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const tree = join(mkdtempSync(join(tmpdir(), 'kept-work-')), 'tree');
const git = (...words) => execFileSync('git', words, { cwd: root, stdio: 'inherit' });

git('worktree', 'add', '--detach', tree, REVISION);
try {
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  copyFileSync(join(here, 'recipe.mjs'), join(tree, 'src/recipe.test.ts'));
  execFileSync('npx', ['vitest', 'run', 'src/recipe.test.ts'], {
    cwd: tree,
    stdio: 'inherit',
    env: { ...process.env, OUT: join(root, 'src/testing/kept-work') },
  });
} finally {
  git('worktree', 'remove', '--force', tree);
}
