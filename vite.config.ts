import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { isolationHeaders, metaPolicy } from './scripts/security-headers.mjs';

/** Writes the policy into the page, for hosts that send no headers. Not while developing: Vite's client needs more. */
const policyInPage: Plugin = {
  name: 'policy-in-page',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: metaPolicy },
      injectTo: 'head-prepend',
    },
  ],
};

export default defineConfig({
  base: './', // runs from any sub-path
  plugins: [react(), policyInPage],
  resolve: {
    alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) },
    // First name: use the separate .wasm file instead of a copy of the glue in each chunk.
    conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'],
  },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  worker: { format: 'es' },
  build: { target: 'es2022' },
  server: { headers: isolationHeaders },
  test: { environment: 'node', include: ['src/**/*.test.{ts,tsx}'], testTimeout: 60_000 },
});
