import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import packageJson from './package.json' with { type: 'json' };
import { engineFile } from './scripts/engine-file.ts';
import { manifest } from './scripts/manifest-plugin.ts';
import { offline } from './scripts/offline-plugin.ts';
import { isolationHeaders, metaPolicy, securityHeaders } from './scripts/security-headers.mjs';
import { texts } from './scripts/text-plugin.ts';
import { thirdPartyLicenses } from './scripts/third-party-plugin.ts';

/** A deployment may name its own, such as `0.1.0+hospital.3`. */
const version = process.env.APP_VERSION ?? packageJson.version;

/** Writes what a page can say itself into it, for hosts that send no headers. Not while developing: Vite's client needs more. */
const policyInPage: Plugin = {
  name: 'policy-in-page',
  apply: 'build',
  transformIndexHtml: () =>
    [
      { 'http-equiv': 'Content-Security-Policy', content: metaPolicy },
      { name: 'referrer', content: securityHeaders['Referrer-Policy'] },
    ].map((attrs) => ({ tag: 'meta', attrs, injectTo: 'head-prepend' })),
};

const licenses = thirdPartyLicenses();

export default defineConfig({
  base: './', // runs from any sub-path
  plugins: [
    react(),
    texts(),
    policyInPage,
    licenses.collect(),
    licenses.emit,
    manifest(),
    offline(version),
  ],
  define: {
    __APP_VERSION__: JSON.stringify(version),
    __ENGINE_FILE__: JSON.stringify(engineFile()),
  },
  resolve: {
    alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) },
    // First name: use the separate .wasm file instead of a copy of the glue in each chunk.
    conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'],
  },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  worker: { format: 'es', plugins: () => [licenses.collect()] },
  build: { target: 'es2022' },
  server: { headers: isolationHeaders },
  test: {
    environment: 'node',
    include: ['{src,scripts}/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
