import { expect, test } from 'vitest';
import { cacheNames } from '@/offline/caches';
import { readShared } from '@/offline/shared-files';
import { fakeCaches } from '@/testing/caches';
import { receiveShare } from './share';

const scope = 'https://host/app/';

function shareOf(...files: File[]): Request {
  const body = new FormData();
  for (const file of files) body.append('images', file);
  return new Request(`${scope}share`, { method: 'POST', body });
}

const lesion = new File(['pixels'], 'a/b lesion.png', { type: 'image/png' });
const other = new File(['more'], 'other.png', { type: 'image/png' });

test('shared images are put down for the page to which the browser is sent', async () => {
  const caches = fakeCaches();
  globalThis.caches = caches;
  const response = await receiveShare(shareOf(lesion, other), caches, scope);
  expect(response.status).toBe(303);
  const to = new URL(response.headers.get('Location') ?? '');
  const { files, forget } = await readShared(scope, to.searchParams.get('shared') ?? '');
  expect(files.map(({ name, type }) => [name, type])).toEqual([
    ['a/b lesion.png', 'image/png'],
    ['other.png', 'image/png'],
  ]);
  expect(await files[0]?.text()).toBe('pixels');
  await forget();
  expect(caches.all.get(cacheNames(scope).shared)?.size).toBe(0);
});

test('when there is no room for all of them none is kept, and the page is told', async () => {
  const caches = fakeCaches();
  const cache = await caches.open(cacheNames(scope).shared);
  const { put } = cache;
  let puts = 0;
  cache.put = async (...args) => {
    if (puts++ > 0) throw new DOMException('full', 'QuotaExceededError');
    return put(...args);
  };
  caches.open = async () => cache;
  const response = await receiveShare(shareOf(lesion, other), caches, scope);
  expect(response.headers.get('Location')).toBe(`${scope}?shared-failed`);
  expect(caches.all.get(cacheNames(scope).shared)?.size).toBe(0);
});

test('when nothing can be put down at all, the page is told instead of the browser showing an error', async () => {
  const caches = fakeCaches();
  caches.open = async () => {
    throw new DOMException('broken', 'UnknownError');
  };
  const response = await receiveShare(shareOf(lesion), caches, scope);
  expect(response.headers.get('Location')).toBe(`${scope}?shared-failed`);
});
