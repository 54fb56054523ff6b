import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

/** Everything kept on the device, except what the service worker caches for offline use. */
export const DATABASE = 'med-fastsam';
const VERSION = 1;

/** What the list of kept work shows of an image. Everything else is in its records. */
export interface ImageRow {
  readonly id: string;
  /** The session (tab) that may write to it. */
  readonly sessionId: string;
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: number;
  /** When it was opened, in ms since 1970; also the order of the list. */
  readonly addedAt: number;
  readonly savedAt: number;
  /** Number of the newest record. */
  readonly seq: number;
  /** Records up to this one are part of the snapshot; 0 without one. */
  readonly snapshotSeq: number;
  /** Edits, decision and note, for the offer to restore. */
  readonly changes: number;
}

/**
 * A Blob where the browser keeps Blobs, which then stay on disk until they are read; otherwise its
 * bytes. Both are read everywhere.
 */
export type KeptBytes = Blob | ArrayBuffer;

export interface LibrarySchema extends DBSchema {
  images: { key: string; value: ImageRow; indexes: { bySession: string } };
  /** The file as it was opened, by image. */
  files: { key: string; value: KeptBytes };
  /** Compressed arrays, by image and what they are. */
  arrays: { key: [imageId: string, name: ArraysName]; value: KeptBytes };
  /** Packed records, by image and number; numbers of an image have no gaps. */
  journal: { key: [imageId: string, seq: number]; value: Uint8Array<ArrayBuffer> };
  /** Everything up to row.snapshotSeq as one packed record, by image. */
  snapshots: { key: string; value: Uint8Array<ArrayBuffer> };
  /** Preferences, by name. */
  settings: { key: string; value: unknown };
}

export type ArraysName = 'maps' | 'reference';

export type Database = IDBPDatabase<LibrarySchema>;

/** Stores that hold an image's work. */
export const IMAGE_STORES = ['images', 'files', 'arrays', 'journal', 'snapshots'] as const;

/** Safari's private windows give an error of `null`, older ones "Error preparing Blob/File data". */
function refusesBlob(error: unknown): boolean {
  return error === null || (error instanceof DOMException && /blob|clone/i.test(error.message));
}

/** Whether Blobs can be kept. Rejects when the storage fails otherwise, such as for want of room. */
export async function keepsBlobs(db: Database): Promise<boolean> {
  const trial = db.transaction('settings', 'readwrite');
  const undone = trial.done.catch(() => {}); // in any case
  try {
    await trial.store.put(new Blob(['x']), 'trial');
    trial.abort();
    return true;
  } catch (error) {
    if (!refusesBlob(error)) throw error;
    return false;
  } finally {
    await undone;
  }
}

/** Why a connection is gone: another tab erases the library, or it or the browser closed it. */
export type Closing = 'erased' | 'ended';

/** Opening waits, without a word, while another tab delays the deletion of the library. */
const OPENING_MS = 20_000;

/**
 * Opens the library and creates it on first use. Rejects with a TimeoutError when that takes too
 * long.
 *
 * @param onClosed the browser closed the connection
 */
export async function openDatabase(onClosed: (why: Closing) => void): Promise<Database> {
  const opening = open(onClosed);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DOMException('another tab may hold it up', 'TimeoutError'));
      void opening.then(
        (database) => database.close(),
        () => {}, // it has been given up as failed
      );
    }, OPENING_MS);
  });
  try {
    return await Promise.race([opening, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function open(onClosed: (why: Closing) => void): Promise<Database> {
  const database: Database = await openDB<LibrarySchema>(DATABASE, VERSION, {
    upgrade(db) {
      db.createObjectStore('images', { keyPath: 'id' }).createIndex('bySession', 'sessionId');
      for (const store of ['files', 'arrays', 'journal', 'snapshots', 'settings'] as const)
        db.createObjectStore(store);
    },
    blocking(_, nextVersion) {
      database.close(); // whoever waits must not wait for this tab
      onClosed(nextVersion === null ? 'erased' : 'ended');
    },
    terminated: () => onClosed('ended'),
  });
  return database;
}
