import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Plugin, runnerImport } from 'vite';

const LANGUAGES_FILE = './src/state/text/languages.ts';

const MANIFEST = 'manifest.webmanifest';

/** Texts by key. */
type Texts = Readonly<Record<string, string>>;

/**
 * Fills the texts into the two files that are read before any script runs: index.html and the
 * manifest. In them `%key%` stands for a text of the first language of the table.
 */
export function texts(): Plugin {
  let known: Texts = {};
  let folders = { source: '', built: '' };
  const filled = (file: string): string => fillTexts(readFileSync(file, 'utf8'), known, escapeJson);
  return {
    name: 'texts',
    async configResolved({ root, publicDir, build }) {
      folders = { source: publicDir, built: resolve(root, build.outDir) };
      known = await firstLanguage(root);
    },
    transformIndexHtml: { order: 'pre', handler: (html) => fillTexts(html, known, escapeHtml) },
    configureServer({ middlewares }) {
      middlewares.use(`/${MANIFEST}`, (_request, response) => {
        response.setHeader('Content-Type', 'application/manifest+json');
        response.end(filled(join(folders.source, MANIFEST)));
      });
    },
    writeBundle() {
      const built = join(folders.built, MANIFEST); // with the kinds of files that open
      writeFileSync(built, filled(built));
    },
  };
}

async function firstLanguage(root: string): Promise<Texts> {
  type Table = typeof import('../src/state/text/languages');
  const { module } = await runnerImport<Table>(LANGUAGES_FILE, { root, configFile: false });
  const { id, direction, load } = module.LANGUAGES[0];
  return { ...(await load()), 'language.id': id, 'language.direction': direction };
}

/** Replaces every `%key%`. Throws for a key that has no text. */
export function fillTexts(text: string, texts: Texts, asMarkup: (value: string) => string): string {
  return text.replaceAll(/%([a-z][\w.]*)%/gi, (_, key: string) => {
    const value = texts[key];
    if (value === undefined) throw new Error(`The catalogue has no text "${key}".`);
    return asMarkup(value);
  });
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

export function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
