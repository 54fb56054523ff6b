import { expect, test } from 'vitest';
import { breaches } from './check-rooms.mjs';

test('a room may use rooms before it, its own files, other floors and packages', () => {
  expect(
    breaches({
      'src/core/objects/basins.ts': "import { fill } from '@/core/grid/fill';\nimport './queue';",
      'src/core/grid/fill.ts': "import type { Size } from '../types';\nimport { z } from 'zod';",
      'src/state/edit/undo.ts': "import { show } from '@/ui/shell/show';",
    }),
  ).toEqual([]);
});

test.each([
  ['a value', "import { basins } from '@/core/objects/basins';"],
  ['a type', "import type { Basin } from '@/core/objects/basins';"],
  ['a relative path', "import { basins } from '../objects/basins';"],
  ['a side effect', "import '@/core/objects/basins';"],
  ['an import while running', "const { basins } = await import('@/core/objects/basins');"],
  ['a re-export', "export { basins } from '@/core/objects/basins';"],
])('a room that uses a later room is named with the import and the rule: %s', (_, source) => {
  const [line, ...rest] = breaches({ 'src/core/grid/fill.ts': source });
  expect(line).toMatch(
    /^src\/core\/grid\/fill\.ts imports \S+objects\/basins: core\/grid stands before core\/objects$/,
  );
  expect(rest).toEqual([]);
});

test('the ground of a floor uses none of its rooms', () => {
  expect(breaches({ 'src/core/types.ts': "import { fill } from './grid/fill';" })).toEqual([
    'src/core/types.ts imports ./grid/fill: core/. stands before core/grid',
  ]);
});

test('a folder that the table does not know is no room', () => {
  expect(breaches({ 'src/core/misc/fill.ts': '' })).toEqual([
    'src/core/misc/fill.ts: "misc" is no room of core; add it to the table',
  ]);
});

test('only tests use the test helpers', () => {
  const source = "import { drawing } from '@/testing/ascii';";
  expect(
    breaches({ 'src/core/grid/fill.ts': source, 'src/core/grid/fill.test.ts': source }),
  ).toEqual(['src/core/grid/fill.ts imports @/testing/ascii: only tests import src/testing']);
});

test('a room with more files than one glance takes in must become two; tests do not count', () => {
  const files = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        [`src/sw/file-${i}.ts`, ''],
        [`src/sw/file-${i}.test.ts`, ''],
      ]).flat(),
    );
  expect(breaches(files(16))).toEqual([]);
  expect(breaches(files(17))).toEqual(['src/sw: 17 files, more than 16; make two rooms']);
});
