import type { AppFile, Release } from '@/offline/release';

/** How a request is answered. */
export type Route =
  /** Stored file, or from the network while it is not stored yet. */
  | { readonly to: 'file'; readonly file: AppFile }
  /** Images handed over by the system's share sheet. */
  | { readonly to: 'share' }
  | { readonly to: 'network' }
  /** Would carry data away or go elsewhere. */
  | { readonly to: 'refuse' };

/** Where the manifest's share target posts to. */
export const SHARE_PATH = 'share';

/**
 * Decides how to answer a request of a page or worker in this scope.
 *
 * @param scope URL of the app's folder, ending in a slash
 * @param releases the running release, then those that an older tab may still ask for
 */
export function chooseRoute(
  { method, url }: Pick<Request, 'method' | 'url'>,
  scope: string,
  releases: readonly Release[],
): Route {
  const { origin, pathname, searchParams } = new URL(url);
  const folder = new URL(scope);
  const isInside = origin === folder.origin && pathname.startsWith(folder.pathname);
  const path = isInside ? decodePath(pathname.slice(folder.pathname.length)) : null;
  if (method === 'POST' && path === SHARE_PATH) return { to: 'share' };
  if (origin !== folder.origin || (method !== 'GET' && method !== 'HEAD')) return { to: 'refuse' };
  if (path === null) return { to: 'network' };

  const name = path === 'index.html' ? '' : path;
  const version = searchParams.get('v');
  for (const { files } of releases) {
    const file = files.find((entry) => entry.path === name);
    if (file && (version === null || file.sha256.startsWith(version))) return { to: 'file', file };
  }
  return { to: 'network' };
}

/** `null` for a malformed address, which no file has. */
function decodePath(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
