import { cacheNames } from '@/offline/caches';

/** The field of the manifest's share target that holds the files. */
const FIELD = 'images';

/**
 * Stores shared files where the page finds them, and sends the browser to the page: to `?shared=`
 * with their id, or to `?shared-failed` if they could not all be stored. They stay on this device:
 * the request that carried them ends here.
 */
export async function receiveShare(
  request: Request,
  caches: CacheStorage,
  scope: string,
): Promise<Response> {
  const id = crypto.randomUUID();
  const keys: string[] = [];
  let cache: Cache | undefined;
  try {
    cache = await caches.open(cacheNames(scope).shared);
    for (const [index, entry] of (await request.formData()).getAll(FIELD).entries()) {
      if (typeof entry === 'string') continue;
      const key = `${scope}.shared/${id}/${index}/${encodeURIComponent(entry.name)}`;
      keys.push(key);
      await cache.put(key, new Response(entry, { headers: { 'Content-Type': entry.type } }));
    }
  } catch {
    for (const key of keys) await cache?.delete(key); // whoever shared them still has them all
    return Response.redirect(`${scope}?shared-failed`, 303); // the page says so
  }
  return Response.redirect(`${scope}?shared=${id}`, 303);
}
