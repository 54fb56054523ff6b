import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { en } from './en/en';
import { enCommands } from './en/en-commands';
import { enEdit } from './en/en-edit';
import { enErrors } from './en/en-errors';
import { enOffline } from './en/en-offline';
import { enPanels } from './en/en-panels';
import { enSections } from './en/en-sections';
import { enStorage } from './en/en-storage';
import { LANGUAGES, type MessageKey } from './languages';

/** Tests, and the folders of the languages themselves. */
const NOT_THE_APP = /\.test\.|^src\/(testing|state\/text\/[\w-]+\/)/;

const keys = Object.keys(en) as MessageKey[];

/** Names of values, and whether a name is used plainly or typed (`plural`, `select`). */
const valuesOf = (text: string) => ({
  plain: new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)),
  typed: new Set([...text.matchAll(/\{(\w+),/g)].map(([, name]) => name)),
});

test('no part of the catalogue overrides a text of another', () => {
  const all = [enCommands, enEdit, enErrors, enOffline, enPanels, enSections, enStorage].flatMap(
    (part) => Object.keys(part),
  );
  expect(all.filter((key, i) => all.indexOf(key) !== i)).toEqual([]);
});

describe.each(LANGUAGES)('$name', ({ id, load }) => {
  test('has every text', async () => {
    const texts = await load();
    expect(keys.filter((key) => !texts[key])).toEqual([]);
  });

  test('takes the same values in every text as English', async () => {
    const texts = await load();
    const names = (text = '') => {
      const { plain, typed } = valuesOf(text);
      return [...new Set([...plain, ...typed])].sort();
    };
    expect(keys.filter((key) => `${names(texts[key])}` !== `${names(en[key])}`)).toEqual([]);
  });

  test('is written in ICU message syntax, where a plural writes its number as #', async () => {
    const texts = await load();
    for (const key of keys) {
      const text = texts[key] ?? '';
      expect(() => new IntlMessageFormat(text, id), key).not.toThrow();
      const { plain, typed } = valuesOf(text);
      expect([key, [...plain].filter((name) => typed.has(name))]).toEqual([key, []]);
      expect(text, 'an ASCII apostrophe would quote what follows it').not.toContain("'");
    }
  });
});

test('every text is used by the app, the page or the manifest', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((file) => join('src', file).replaceAll('\\', '/'))
    .filter((file) => /\.tsx?$/.test(file) && !NOT_THE_APP.test(file))
    .concat('index.html', 'public/manifest.webmanifest')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const whole = new Set(
    [...sources.matchAll(/['%]([\w-]+(?:\.[\w-]+)+)['%]/g)].map(([, key]) => key),
  );
  const built = [...sources.matchAll(/`([\w-]+\.[^`\s]*\$\{[^`\s]*)`/g)].map(
    ([, text]) =>
      new RegExp(
        `^${(text as string).replaceAll('.', '\\.').replaceAll(/\$\{[^}]*\}/g, '[\\w-]+')}$`,
      ),
  );
  const unused = keys.filter((key) => !whole.has(key) && !built.some((key_) => key_.test(key)));
  expect(unused).toEqual([]);
});

test('every error of the catalogue says what happened and what to do', () => {
  const errors = keys.filter((key) => key.startsWith('error.'));
  const sentences = errors.filter((key) => !key.endsWith('.next'));
  expect(sentences.filter((key) => !(`${key}.next` in en))).toEqual([]);
  expect(errors.length).toBe(2 * sentences.length);
});
