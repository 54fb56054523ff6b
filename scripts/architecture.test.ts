import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOMS } from './check-rooms.mjs';

const read = (file: string) => readFileSync(file, 'utf8');

/** Rows `| … | [text](path) | `symbol` | …` of ARCHITECTURE.md. */
const rows = [
  ...read('ARCHITECTURE.md').matchAll(/^\|([^|]+)\| \[[^\]]+\]\(([^)]+)\) \| `([^`]+)` \|/gm),
].map(([, question = '', path = '', symbol = '']) => ({ question: question.trim(), path, symbol }));

/** Whether a file declares a symbol. A file that is not TypeScript only has to contain it. */
function declares(path: string, symbol: string): boolean {
  if (!existsSync(path)) return false;
  const kind = /\.(tsx?|mjs)$/.test(path) ? '(?:function|const|interface|type|class) ' : '[\\s"]';
  return new RegExp(`${kind}${symbol}(?![\\w-])`).test(read(path));
}

test('every place that the map of the code names is there and declares its symbol', () => {
  expect(rows.filter(({ path, symbol }) => !declares(path, symbol))).toEqual([]);
});

test.each([
  'undo',
  'brush',
  'watershed',
  'a file is dropped',
  'threshold slider',
  'autosave',
  'service worker’s update',
  'tensor names',
  'a tool',
  'a format',
  'an export',
  'a language',
  'an error',
  'a measurement',
  'a setting',
  'a command or shortcut',
  'contours',
  'session file',
  'self-test',
])('the map answers: %s', (subject) => {
  expect(rows.filter(({ question }) => question.includes(subject))).not.toEqual([]);
});

test('every room is explained', () => {
  const text = read('ARCHITECTURE.md');
  const names = Object.entries(ROOMS).flatMap(([floor, rooms]) =>
    rooms.filter((room) => room !== '.').map((room) => ({ floor, room })),
  );
  const isThere = ({ floor, room }: (typeof names)[number]) =>
    text.includes(`\`${room}\``) || text.includes(`${floor}/${room}`);
  expect(names.filter((name) => !isThere(name))).toEqual([]);
});

test.each([
  'README.md',
  'CONTRIBUTING.md',
  'ARCHITECTURE.md',
  'docs/errors.md',
  'docs/hosting.md',
  'docs/measurements.md',
  'docs/privacy.md',
])('%s links and names only files that exist', (document) => {
  const text = read(document);
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, path = '']) =>
    join(dirname(document), path),
  );
  const named = [...text.matchAll(/`((?:scripts|bench|docs|e2e|public)\/[\w./-]+\.\w+)`/g)].map(
    ([, path = '']) => path,
  );
  expect([...links, ...named].filter((path) => !existsSync(path))).toEqual([]);
});
