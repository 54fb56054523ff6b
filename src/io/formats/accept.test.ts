import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { writeSessionFile } from '@/io/exports/session-file';
import { acceptOf, extensionsByMime, fillManifest } from './accept';
import { archives } from './archives';
import { openable } from './openable';
import { SNIFF_BYTES } from './sniff';

const kinds = [
  { mime: 'image/png', extensions: ['.png'] },
  { mime: 'application/zip', extensions: ['.zip'] },
  { mime: 'application/zip', extensions: ['.zip', '.cbz'] },
];

test('a picker is told types and extensions, each once', () => {
  expect(acceptOf(kinds)).toBe('image/png,.png,application/zip,.zip,.cbz');
});

test('a manifest lists extensions by type, whichever rows they come from', () => {
  expect(extensionsByMime(kinds)).toEqual({
    'image/png': ['.png'],
    'application/zip': ['.zip', '.cbz'],
  });
});

test('the manifest of a build says of each kind that it opens, and nothing else of it changes', async () => {
  const template = JSON.parse(await readFile('public/manifest.webmanifest', 'utf8'));
  const manifest = fillManifest(template, openable);
  expect(manifest.file_handlers).toEqual([
    {
      action: './',
      accept: {
        'image/png': ['.png'],
        'image/jpeg': ['.jpg', '.jpeg'],
        'image/webp': ['.webp'],
        'image/bmp': ['.bmp'],
        'image/gif': ['.gif'],
        'image/avif': ['.avif'],
        'application/zip': ['.zip'],
      },
    },
  ]);
  const [field] = manifest.share_target.params.files;
  expect(field).toEqual({
    name: 'images',
    accept: Object.keys(manifest.file_handlers[0].accept),
  });
  const { file_handlers, share_target, ...rest } = manifest;
  expect(template).toMatchObject(rest);
});

test('a session is told from any other ZIP file by what is in it', async () => {
  const info = { appVersion: '0', modelVersion: '0', modelHashes: {}, savedAt: '' };
  const image = {
    name: 'a',
    modelVersion: null,
    original: new Blob(['a']),
    maps: null,
    reference: null,
  };
  const isSession = async (file: Blob): Promise<boolean> => {
    const head = new Uint8Array(await file.slice(0, SNIFF_BYTES).arrayBuffer());
    return archives.find(({ isIn }) => isIn(head))?.id === 'session';
  };
  const full = await writeSessionFile(info, [{ ...image, state: new Uint8Array(8) }]);
  expect(await isSession(full)).toBe(true);
  expect(await isSession(await writeSessionFile(info, []))).toBe(true);
  expect(await isSession(new Blob(['PK\x03\x04 and nothing more']))).toBe(false);
  const { zipSync } = await import('fflate');
  const others = zipSync({
    'images/0001/a.png': new Uint8Array(8),
    'manifest.json': new Uint8Array(8),
  });
  expect(await isSession(new Blob([others as Uint8Array<ArrayBuffer>]))).toBe(false);
});
