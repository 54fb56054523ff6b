import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';

/** A short run; `npm run kill-test` is the long one. */
const KILLS = 12;

test('no acknowledged change is lost when the browser is killed at random moments', () => {
  const folder = process.env.DIST ?? 'dist';
  const port = String(Number(process.env.PORT ?? 4173) + 100);
  const seed = String(Date.now() % 100_000);
  const args = ['scripts/kill-test.mjs', folder, '--kills', `${KILLS}`, '--port', port];
  const report = execFileSync(process.execPath, [...args, '--seed', seed], { encoding: 'utf8' });
  expect(report).toContain(`${KILLS} kills`);
  expect(report).toContain(', 0 failures');
});
