import { named } from '@/core/errors';
import { DATABASE } from './library-schema';
import { removeTrial } from './storage-usage';

/** What of this app is still stored, by name. */
export interface Remains {
  readonly databases: readonly string[];
  readonly caches: readonly { readonly name: string; readonly files: number }[];
  /** Whether the browser would still start the app's service worker. */
  readonly hasWorker: boolean;
}

/** Another tab that does not release the library within this time is reported. */
const OTHER_TAB_MS = 5000;

/**
 * Deletes all work and preferences of this app, and the given caches. Other apps can live at the
 * same origin (GitHub Pages): nothing of theirs is touched.
 *
 * Rejects with StorageFailed when another tab keeps the library open.
 */
export async function eraseDevice(cacheNames: readonly string[]): Promise<void> {
  if ((await libraryNames()).length > 0) await deleteLibrary();
  for (const name of cacheNames) await caches.delete(name);
  await removeTrial();
}

/**
 * Lists everything that this app still stores.
 *
 * @param cacheNames all caches that it may have made
 * @param folder URL of the app's folder, ending in a slash
 */
export async function listRemains(cacheNames: readonly string[], folder: string): Promise<Remains> {
  const found: { name: string; files: number }[] = [];
  for (const name of await caches.keys()) {
    if (!cacheNames.includes(name)) continue;
    const requests = await (await caches.open(name)).keys();
    found.push({ name, files: requests.length });
  }
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? []; // none over http
  const hasWorker = registrations.some(({ scope }) => scope === folder);
  return { databases: await libraryNames(), caches: found, hasWorker };
}

async function libraryNames(): Promise<string[]> {
  const { databases: all }: Partial<IDBFactory> = indexedDB;
  if (!all) return (await isThere()) ? [DATABASE] : []; // Firefox before 126
  const databases = await all.call(indexedDB);
  return databases.flatMap(({ name }) => (name === DATABASE ? name : []));
}

/** Whether there is a library, by opening it: one that would be new is not made. */
function isThere(): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE);
    let isNew = false;
    request.onupgradeneeded = () => {
      isNew = true;
      request.transaction?.abort();
    };
    request.onsuccess = () => {
      request.result.close();
      resolve(true);
    };
    request.onerror = () => (isNew ? resolve(false) : reject(request.error));
  });
}

function deleteLibrary(): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void =>
      reject(named('StorageFailed', `The library was not deleted: ${reason}`, { reason }));
    const request = indexedDB.deleteDatabase(DATABASE);
    request.onsuccess = () => resolve();
    request.onerror = () => fail(String(request.error));
    request.onblocked = () => setTimeout(fail, OTHER_TAB_MS, 'another tab still uses it');
  });
}
