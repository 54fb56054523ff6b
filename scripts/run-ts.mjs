/** Runs one TypeScript file of this project in Node: `node scripts/run-ts.mjs bench/clicks.ts …`. */

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

const [entry, ...rest] = process.argv.slice(2);
const outDir = resolve('node_modules/.run-ts');
await build({
  logLevel: 'error',
  plugins: [],
  build: {
    ssr: entry,
    outDir,
    emptyOutDir: true,
    copyPublicDir: false,
    rolldownOptions: { output: { entryFileNames: 'main.mjs' } },
  },
});
process.argv = [process.argv[0], entry, ...rest];
await import(pathToFileURL(`${outDir}/main.mjs`).href);
