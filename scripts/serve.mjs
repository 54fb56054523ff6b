#!/usr/bin/env node
/**
 * Serves the built app from this computer, with the headers it wants. No dependencies: the build
 * copies it into `dist/`, so that the folder also runs from a USB stick (`node serve.mjs`).
 *
 *   node serve.mjs [folder] [--port 4173] [--host 127.0.0.1] [--base /] [--plain]
 *
 * Without a folder it serves its own if the app is there, otherwise ./dist.
 * --plain sends no security headers, as simple static hosts do; --base serves under a sub-path.
 */
import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CONTENT_TYPES } from './content-types.mjs';
import { securityHeaders } from './security-headers.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: 'string', default: process.env.PORT ?? '4173' },
    host: { type: 'string', default: '127.0.0.1' },
    base: { type: 'string', default: '/' },
    plain: { type: 'boolean', default: false },
  },
});
const own = fileURLToPath(new URL('.', import.meta.url));
const root = resolve(positionals[0] ?? (existsSync(join(own, 'index.html')) ? own : 'dist'));
const base = `/${values.base.replace(/^\/+|\/+$/g, '')}/`.replace('//', '/');

/** The decoded path of an address; `null` for a malformed one. */
function pathOf(url) {
  try {
    return decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return null;
  }
}

/** The file for a path; `null` when it lies outside the folder. */
function fileFor(pathname) {
  if (!pathname.startsWith(base)) return null;
  const inside = pathname.slice(base.length);
  const path = normalize(
    join(root, inside.endsWith('/') || inside === '' ? `${inside}index.html` : inside),
  );
  return path === root || path.startsWith(root + sep) ? path : null;
}

/** First and last byte of a `Range: bytes=a-b` header; `null` for the whole file. */
function rangeOf(header, size) {
  const match = /^bytes=(\d+)-(\d*)$/.exec(header ?? '');
  if (!match) return null;
  const first = Number(match[1]);
  const last = match[2] ? Math.min(Number(match[2]), size - 1) : size - 1;
  return first <= last ? { first, last } : null;
}

async function answer(request, response) {
  const headers = values.plain ? {} : { ...securityHeaders };
  const refuse = (status, text) => {
    response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' });
    response.end(`${text}\n`);
  };
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(405, 'Only GET and HEAD');
  const pathname = pathOf(request.url);
  if (pathname === null) return refuse(404, 'Not found');
  if (`${pathname}/` === base) {
    response.writeHead(301, { Location: base });
    return response.end();
  }
  const path = fileFor(pathname);
  const found = path ? await stat(path).catch(() => null) : null;
  if (!found?.isFile()) return refuse(404, 'Not found');
  const tag = `"${found.size.toString(16)}-${Math.floor(found.mtimeMs).toString(16)}"`;
  Object.assign(headers, {
    'Content-Type': CONTENT_TYPES[extname(path)] ?? 'application/octet-stream',
    'Accept-Ranges': 'bytes',
    ETag: tag,
    // Names of built files hold their hash. Everything else is requested again.
    'Cache-Control': pathname.includes('/assets/')
      ? 'public, max-age=31536000, immutable'
      : 'no-cache',
  });
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, headers);
    return response.end();
  }
  const range = rangeOf(request.headers.range, found.size);
  const { first, last } = range ?? { first: 0, last: found.size - 1 };
  if (range) headers['Content-Range'] = `bytes ${first}-${last}/${found.size}`;
  headers['Content-Length'] = Math.max(0, last - first + 1);
  response.writeHead(range ? 206 : 200, headers);
  if (request.method === 'HEAD' || found.size === 0) return response.end();
  createReadStream(path, { start: first, end: last })
    .on('error', () => response.destroy())
    .pipe(response);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error);
    response.destroy();
  });
});
server.on('error', (error) => {
  const hint = error.code === 'EADDRINUSE' ? ` Try --port ${Number(values.port) + 1}.` : '';
  console.error(`Cannot listen on ${values.host}:${values.port}: ${error.message}.${hint}`);
  process.exit(1);
});
server.listen(Number(values.port), values.host, () => {
  const name = values.host === '127.0.0.1' ? 'localhost' : values.host;
  console.log(`Med-FastSAM: http://${name}:${server.address().port}${base}`);
});
