/**
 * Runs every suite and ends with one line that counts them all: `N passed, N failed, N skipped`.
 * Lint, rooms, types and build count as one check each.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { ensureBrowsers } from './install-browsers.mjs';
import { ensureTraining } from './training.mjs';

const reports = mkdtempSync(join(tmpdir(), 'med-fastsam-tests-'));
const total = { passed: 0, failed: 0, skipped: 0 };

/** A script of ours runs in Node, Python is named by its path, anything else is a package's program. */
function command([name, ...args]) {
  if (name.endsWith('.mjs')) return ['node', [name, ...args]];
  return isAbsolute(name) ? [name, args] : ['npx', ['--no-install', name, ...args]];
}

function run(title, args, env = {}) {
  console.log(`\n── ${title}`);
  const result = spawnSync(...command(args), {
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  return result.status === 0;
}

function check(title, args) {
  const passed = run(title, args);
  total[passed ? 'passed' : 'failed']++;
  return passed;
}

/**
 * Counts a suite from its report. A suite without a report, or one that failed without a failed
 * test, counts as one failure.
 */
function suite(title, args, env, report, count) {
  const passed = run(title, args, env);
  let counted;
  try {
    counted = count(readFileSync(report, 'utf8'));
  } catch (error) {
    console.error(`${title} left no report: ${error.message}`);
    counted = { passed: 0, failed: 1, skipped: 0 };
  }
  if (!passed && counted.failed === 0) counted.failed = 1;
  for (const key of Object.keys(total)) total[key] += counted[key];
}

const browsers = ensureBrowsers();
check('lint', ['biome', 'check', '.']);
check('rooms', ['scripts/check-rooms.mjs']);
const unitReport = join(reports, 'unit.json');
suite(
  'unit',
  ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`],
  {},
  unitReport,
  (text) => {
    const report = JSON.parse(text);
    return {
      passed: report.numPassedTests,
      failed:
        report.numFailedTests +
        report.testResults.filter(
          (file) => file.status === 'failed' && file.assertionResults.length === 0,
        ).length,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  },
);
if (check('types', ['tsc', '-b']) && check('build', ['vite', 'build'])) {
  const e2eReport = join(reports, 'e2e.json');
  suite(
    'browser',
    ['playwright', 'test', '--reporter=line,json'],
    { PLAYWRIGHT_JSON_OUTPUT_NAME: e2eReport, ...browsers },
    e2eReport,
    (text) => {
      const { stats } = JSON.parse(text);
      return {
        passed: stats.expected + stats.flaky,
        failed: stats.unexpected,
        skipped: stats.skipped,
      };
    },
  );
} else {
  console.error('The browser suite needs a build; it did not run.');
  total.failed++;
}
try {
  const python = ensureTraining();
  const trainingReport = join(reports, 'training.xml');
  suite(
    'training',
    [python, '-m', 'pytest', 'training', `--junitxml=${trainingReport}`],
    {},
    trainingReport,
    (text) => {
      const [tests, errors, failures, skipped] = ['tests', 'errors', 'failures', 'skipped'].map(
        (name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(text)[1]),
      );
      const failed = errors + failures;
      return { passed: tests - failed - skipped, failed, skipped };
    },
  );
} catch (error) {
  console.error(`The training suite did not run: ${error.message}`);
  total.failed++;
}
rmSync(reports, { recursive: true, force: true });
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
