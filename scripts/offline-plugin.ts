import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type ResolvedConfig } from 'vite';
import type { AppFile, Release } from '../src/offline/release.ts';
import { CONTENT_TYPES } from './content-types.mjs';
import { securityHeaders } from './security-headers.mjs';

/** What a USB stick needs besides the app; none of it imports anything else. */
const LAUNCHER = ['serve.mjs', 'security-headers.mjs', 'content-types.mjs'];

/** In the folder, but not part of the app: the launcher, files for hosts, images for app stores. */
const NOT_STORED = /^(sw\.js$|[^/]+\.mjs$|[_.]|screenshots\/)|\.map$/;

/**
 * Makes the build work offline. Lists its files with their hashes, writes the list into the service
 * worker, and adds the launcher and files that some hosts want (header rules, no Jekyll).
 */
export function offline(version: string): Plugin {
  let config: ResolvedConfig;
  let hasFailed = false;
  return {
    name: 'offline',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    buildEnd(error) {
      hasFailed = error !== undefined;
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        if (hasFailed) return;
        const outDir = resolve(config.root, config.build.outDir);
        for (const file of LAUNCHER)
          copyFileSync(fileURLToPath(new URL(file, import.meta.url)), join(outDir, file));
        writeFileSync(join(outDir, '_headers'), headerRules());
        writeFileSync(join(outDir, '.nojekyll'), ''); // GitHub Pages would leave out what begins with _
        await buildWorker(config, outDir, listRelease(outDir, version));
      },
    },
  };
}

function listRelease(folder: string, version: string): Release {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter((name) => !NOT_STORED.test(name))
    .sort();
  const files = names.map((name) => describeFile(folder, name));
  const id = hashOf(Buffer.from(files.map(({ path, sha256 }) => `${sha256} ${path}`).join('\n')));
  return { id: id.slice(0, 16), version, files };
}

function describeFile(folder: string, name: string): AppFile {
  const bytes = readFileSync(join(folder, name));
  const type = CONTENT_TYPES[extname(name)];
  if (!type) throw new Error(`${name} has no content type: add it to scripts/content-types.mjs`);
  return {
    path: name === 'index.html' ? '' : name,
    bytes: bytes.length,
    sha256: hashOf(bytes),
    type,
    part: partOf(name),
  };
}

function partOf(name: string): AppFile['part'] {
  if (/\.(wasm|onnx|bin)$/.test(name) || /^models\/.*\.(json|png)$/.test(name)) return 'engine';
  if (/^(samples|models)\/|\.txt$/.test(name)) return 'extra';
  return 'shell';
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** One classic script: browsers without module service workers run it too. */
async function buildWorker(
  { root, resolve: { alias } }: ResolvedConfig,
  outDir: string,
  release: Release,
): Promise<void> {
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    resolve: { alias },
    define: {
      __RELEASE__: JSON.stringify(release),
      __SECURITY_HEADERS__: JSON.stringify(securityHeaders),
    },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      lib: {
        entry: join(root, 'src/sw/sw.ts'),
        formats: ['iife'],
        name: 'serviceWorker',
        fileName: () => 'sw.js',
      },
    },
  });
}

/** For Netlify and Cloudflare Pages, which read this file. */
function headerRules(): string {
  const lines = Object.entries(securityHeaders).map(([name, value]) => `  ${name}: ${value}`);
  return `/*\n${lines.join('\n')}\n`;
}
