/**
 * Runs every suite and ends with one line that counts them all: `N passed, N failed, N skipped`.
 * Lint, types and build count as one check each.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from './install-chromium.mjs';
import { ensureTraining } from './training.mjs';

const reports = mkdtempSync(join(tmpdir(), 'med-fastsam-tests-'));
const total = { passed: 0, failed: 0, skipped: 0 };

const NPX = ['npx', '--no-install'];

function run(title, args, env = {}, [command, ...first] = NPX) {
  console.log(`\n── ${title}`);
  const result = spawnSync(command, [...first, ...args], {
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

/** Counts a suite from its report; a suite that wrote none, or failed without a failed test, counts as one failure. */
function suite(title, args, env, report, count, command = NPX) {
  const passed = run(title, args, env, command);
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

const chromium = ensureChromium();
check('lint', ['biome', 'check', '.']);
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
    { PLAYWRIGHT_JSON_OUTPUT_NAME: e2eReport, CHROMIUM_PATH: chromium },
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
    ['-m', 'pytest', 'training', `--junitxml=${trainingReport}`],
    {},
    trainingReport,
    (text) => {
      const [tests, errors, failures, skipped] = ['tests', 'errors', 'failures', 'skipped'].map(
        (name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(text)[1]),
      );
      const failed = errors + failures;
      return { passed: tests - failed - skipped, failed, skipped };
    },
    [python],
  );
} catch (error) {
  console.error(`The training suite did not run: ${error.message}`);
  total.failed++;
}
rmSync(reports, { recursive: true, force: true });
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
