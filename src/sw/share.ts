import { cacheNames } from '@/offline/caches';

/** The field of the manifest's share target that holds the files. */
const FIELD = 'images';

/**
 * Puts shared files where the page finds them, and sends the browser to the page. They stay on
 * this device: the request that carried them ends here.
 */
export async function receiveShare(
  request: Request,
  caches: CacheStorage,
  scope: string,
): Promise<Response> {
  const form = await request.formData();
  const cache = await caches.open(cacheNames(scope).shared);
  const id = crypto.randomUUID();
  for (const [index, entry] of form.getAll(FIELD).entries()) {
    if (typeof entry === 'string') continue;
    const key = `${scope}.shared/${id}/${index}/${encodeURIComponent(entry.name)}`;
    await cache.put(key, new Response(entry, { headers: { 'Content-Type': entry.type } }));
  }
  return Response.redirect(`${scope}?shared=${id}`, 303);
}
