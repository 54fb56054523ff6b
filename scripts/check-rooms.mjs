/**
 * Checks the rooms of `src/`: on each floor a room imports only rooms that come before it in this
 * table, types included. It also limits the size of a room and keeps test helpers out of the app.
 * Prints a line for each breach (file, import, rule) and exits with 1 if there is one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Rooms of each floor, from the ground up; `.` is the floor's own folder. */
export const ROOMS = {
  core: ['.', 'grid', 'labels', 'objects', 'measure', 'tiles'],
  io: ['.', 'formats', 'exports', 'library'],
  state: [
    'text',
    'failures',
    'store',
    'view',
    'offline',
    'history',
    'image',
    'edit',
    'measure',
    'segment',
    'list',
    'review',
    'keep',
    'export',
    'open',
    'app',
    'commands',
  ],
  ui: [
    'widgets',
    'commands',
    'view',
    'edit',
    'measure',
    'segment',
    'review',
    'keep',
    'offline',
    'open',
    'shell',
  ],
};

/** The most files in a room, tests and style sheets not counted. */
const MOST_FILES = 16;

const isTest = (file) => /\.test\.tsx?$/.test(file) || file.startsWith('src/testing/');
const roomOf = (path) => (path.length > 1 ? path[0] : '.');

/** The path below `src/` that an import leads to; `null` for a package. */
function target(file, specifier) {
  if (specifier.startsWith('@/')) return specifier.slice(2);
  if (!specifier.startsWith('.')) return null;
  return new URL(specifier, `file:///${file}`).pathname.replace('/src/', '');
}

/**
 * @param {Record<string, string>} files source text by path; paths begin with `src/`
 * @returns {string[]} a line for each breach
 */
export function breaches(files) {
  const lines = [];
  const sizes = new Map();
  for (const [file, text] of Object.entries(files)) {
    if (!isTest(file)) sizes.set(dirname(file), (sizes.get(dirname(file)) ?? 0) + 1);
    const [, floor, ...path] = file.split('/');
    const rooms = ROOMS[floor];
    if (rooms && !rooms.includes(roomOf(path)))
      lines.push(`${file}: "${roomOf(path)}" is no room of ${floor}; add it to the table`);
    if (isTest(file)) continue;
    for (const [, specifier] of text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
      const to = target(file, specifier)?.split('/');
      if (!to) continue;
      if (to[0] === 'testing')
        lines.push(`${file} imports ${specifier}: only tests import src/testing`);
      if (!rooms || to[0] !== floor) continue;
      if (rooms.indexOf(roomOf(to.slice(1))) > rooms.indexOf(roomOf(path)))
        lines.push(
          `${file} imports ${specifier}: ${floor}/${roomOf(path)} stands before ${floor}/${roomOf(to.slice(1))}`,
        );
    }
  }
  for (const [room, count] of sizes)
    if (count > MOST_FILES)
      lines.push(`${room}: ${count} files, more than ${MOST_FILES}; make two rooms`);
  return lines;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((file) => join('src', file).replaceAll('\\', '/'))
    .filter((file) => /\.tsx?$/.test(file));
  const lines = breaches(
    Object.fromEntries(sources.map((file) => [file, readFileSync(file, 'utf8')])),
  );
  for (const line of lines) console.error(line);
  process.exit(lines.length === 0 ? 0 : 1);
}
