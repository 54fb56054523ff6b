import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };

/** What `npm test` runs whole. */
const RUN_WHOLE = ['build', 'check', 'lint', 'typecheck', 'unit', 'e2e', 'test', 'rooms'];
/** Their scripts are run by `training/tests`, which reads docs/training.md itself. */
const TRAINING = ['training', 'training:install', 'training:test', 'update-model'];

/** The journeys that run each measuring command in a short form. */
const shortForms = readFileSync('e2e/commands.spec.ts', 'utf8');

const pages = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md'].concat(
  readdirSync('docs')
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
);

/** `npm run NAME`, `npm NAME` for those that need no `run`. */
function namedIn(page: string): string[] {
  const text = readFileSync(page, 'utf8');
  const named = [...text.matchAll(/npm (?:run (?:-s )?([\w:-]+)|(start|test))\b/g)];
  return named.map(([, script, short]) => script ?? short ?? '');
}

test.each(pages)('every command that %s names exists and is run by the tests', (page) => {
  for (const name of namedIn(page)) {
    expect(Object.keys(packageJson.scripts), `${page} names npm run ${name}`).toContain(name);
    const isRun = [...RUN_WHOLE, ...TRAINING].includes(name) || shortForms.includes(`'${name}'`);
    expect(isRun, `npm run ${name} of ${page} is run by the tests`).toBe(true);
  }
});
