import { cacheNames } from './caches';

/**
 * Images that the service worker took from the system's share sheet; afterwards they are kept
 * there no longer.
 *
 * @param folder URL of the app's folder, ending in a slash
 * @param id     the page's `?shared=` value
 */
export async function takeSharedFiles(folder: string, id: string): Promise<File[]> {
  const cache = await caches.open(cacheNames(folder).shared);
  const start = `${folder}.shared/${id}/`;
  const files: File[] = [];
  for (const request of await cache.keys()) {
    if (!request.url.startsWith(start)) continue;
    const name = decodeURIComponent(request.url.slice(request.url.lastIndexOf('/') + 1));
    const blob = await (await cache.match(request))?.blob();
    if (blob) files.push(new File([blob], name, { type: blob.type }));
    await cache.delete(request);
  }
  return files;
}
