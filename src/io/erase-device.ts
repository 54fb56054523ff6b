import { named } from '@/core/errors';

/** What is still stored for this site, named one by one. */
export interface Remains {
  readonly databases: readonly string[];
  /** Files and folders of the origin-private file system. */
  readonly files: readonly string[];
  /** Entries of localStorage and sessionStorage. */
  readonly entries: readonly string[];
  readonly caches: readonly { readonly name: string; readonly files: number }[];
}

/** Another tab that does not let go of the library within this time is reported. */
const OTHER_TAB_MS = 5000;

/**
 * Deletes all work and preferences of this site: databases, private files, storage entries, and
 * every cache that is not the app's own offline copy.
 *
 * @param isOfflineCopy whether a cache holds nothing but files of the app; these stay
 *
 * Rejects with StorageFailed when another tab keeps a database open.
 */
export async function eraseDevice(isOfflineCopy: (cache: string) => boolean): Promise<void> {
  for (const name of await databaseNames()) await deleteDatabase(name);
  const root = await navigator.storage.getDirectory();
  for (const name of await fileNames(root)) await root.removeEntry(name, { recursive: true });
  for (const storage of webStorages()) storage.clear();
  for (const name of await caches.keys()) if (!isOfflineCopy(name)) await caches.delete(name);
}

/** Looks again at everything that a site can store. */
export async function listRemains(): Promise<Remains> {
  const found: { name: string; files: number }[] = [];
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys();
    found.push({ name, files: requests.length });
  }
  return {
    databases: await databaseNames(),
    files: await fileNames(await navigator.storage.getDirectory()),
    entries: webStorages().flatMap((storage) => Object.keys(storage)),
    caches: found,
  };
}

async function databaseNames(): Promise<string[]> {
  const databases = await indexedDB.databases();
  return databases.flatMap(({ name }) => name ?? []);
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void =>
      reject(named('StorageFailed', `Database ${name} was not deleted: ${reason}`, { reason }));
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => fail(String(request.error));
    request.onblocked = () => setTimeout(fail, OTHER_TAB_MS, 'another tab still uses it');
  });
}

async function fileNames(root: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = [];
  for await (const name of (root as IterableDirectory).keys()) names.push(name);
  return names;
}

/** TypeScript's library for workers has no iteration of folders. */
interface IterableDirectory extends FileSystemDirectoryHandle {
  keys(): AsyncIterableIterator<string>;
}

/** Both stores of the page, which TypeScript's library for workers does not know. */
function webStorages(): readonly WebStorage[] {
  const page = globalThis as unknown as Record<'localStorage' | 'sessionStorage', WebStorage>;
  return [page.localStorage, page.sessionStorage];
}

interface WebStorage {
  clear(): void;
}
