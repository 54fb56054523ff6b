import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { SHORT_FORMS } from './short-forms.mjs';

/** What `npm test` runs whole. */
const RUN_WHOLE = ['build', 'check', 'lint', 'typecheck', 'unit', 'e2e', 'test', 'rooms'];

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
    expect([...SHORT_FORMS, ...RUN_WHOLE], `${page} names npm run ${name}`).toContain(name);
  }
});
