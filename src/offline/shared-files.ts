import { cacheNames } from './caches';

/** Images from the system's share sheet, as the service worker has put them down. */
export interface SharedFiles {
  readonly files: readonly File[];
  /** Deletes them there. */
  forget(): Promise<void>;
}

/** Ids of all shares that are still there. @param folder URL of the app's folder, ending in a slash */
export async function listShared(folder: string): Promise<readonly string[]> {
  const name = cacheNames(folder).shared;
  if (!(await caches.has(name))) return []; // opening would make it
  const start = `${folder}.shared/`;
  const requests = await (await caches.open(name)).keys();
  return [...new Set(requests.map(({ url }) => url.slice(start.length).split('/')[0] as string))];
}

/** The images of one share; they stay until they are forgotten. */
export async function readShared(folder: string, id: string): Promise<SharedFiles> {
  const cache = await caches.open(cacheNames(folder).shared);
  const requests = (await cache.keys()).filter(({ url }) =>
    url.startsWith(`${folder}.shared/${id}/`),
  );
  const files: File[] = [];
  for (const request of requests) {
    const name = decodeURIComponent(request.url.slice(request.url.lastIndexOf('/') + 1));
    const blob = await (await cache.match(request))?.blob();
    if (blob) files.push(new File([blob], name, { type: blob.type }));
  }
  const forget = async (): Promise<void> => {
    for (const request of requests) await cache.delete(request);
  };
  return { files, forget };
}
