import type { IDBPTransaction } from 'idb';
import { named } from '@/core/errors';
import { toStorageError } from './library-failures';
import {
  type ArraysName,
  type Closing,
  type Database,
  IMAGE_STORES,
  type ImageRow,
  type KeptBytes,
  keepsBlobs,
  type LibrarySchema,
  openDatabase,
} from './library-schema';

export type { ArraysName, ImageRow };

/** A change to what is kept of one image. */
export type Write =
  | {
      /**
       * Begins an image and replaces what is kept of it so far. Its records follow in the same
       * call.
       */
      readonly kind: 'image';
      readonly row: NewImage;
      readonly file: KeptBytes;
    }
  | {
      readonly kind: 'record';
      readonly seq: number;
      readonly bytes: Uint8Array<ArrayBuffer>;
      /** Changes of the image so far, including this one. */
      readonly changes: number;
    }
  | { readonly kind: 'arrays'; readonly name: ArraysName; readonly packed: KeptBytes | null }
  | {
      /** Replaces all records up to `seq`. */
      readonly kind: 'snapshot';
      readonly seq: number;
      readonly bytes: Uint8Array<ArrayBuffer>;
    }
  | { readonly kind: 'remove' };

export type NewImage = Pick<ImageRow, 'name' | 'mimeType' | 'addedAt'>;

/** Everything kept of one image, as read. Nothing in it is checked yet. */
export interface KeptImage {
  readonly row: ImageRow;
  readonly file: Blob | null;
  readonly maps: Blob | null;
  readonly reference: Blob | null;
  readonly snapshot: Uint8Array | null;
  /** Records after the snapshot, ascending. */
  readonly records: readonly { readonly seq: number; readonly bytes: Uint8Array }[];
}

type ReadWrite = IDBPTransaction<LibrarySchema, (typeof IMAGE_STORES)[number][], 'readwrite'>;

/**
 * The work kept in this browser. Every method is one transaction: after a crash at any moment it
 * has happened completely or not at all. All reject with StorageFull or StorageFailed.
 */
export interface Library {
  /**
   * Changes one image, durably: resolved means on disk. Repeating a successful call is harmless.
   * Rejects with StorageConflict and changes nothing if the image belongs to another session, is
   * gone, or holds records that this session did not write.
   */
  write(sessionId: string, imageId: string, writes: readonly Write[], now: number): Promise<void>;
  /** Every image kept here, of all sessions. */
  list(): Promise<ImageRow[]>;
  read(imageId: string): Promise<KeptImage | null>;
  /**
   * Gives all images of one session to another.
   *
   * @param setAside images that cannot be read completely; they stay unchanged, see `asideOf`
   */
  adopt(fromSession: string, toSession: string, setAside: ReadonlySet<string>): Promise<void>;
  /** Deletes all images of a session, including those it has set aside. */
  discard(sessionId: string): Promise<void>;
  setting(name: string): Promise<unknown>;
  setSetting(name: string, value: unknown): Promise<void>;
  close(): void;
}

const ASIDE = '/aside';

/**
 * A session without a tab. It holds what another session could not read completely. Nothing writes
 * to it: a newer version of the app, or a person with tools, may read more.
 */
function asideOf(sessionId: string): string {
  return sessionId.replace(ASIDE, '') + ASIDE;
}

/** Whether a session holds what could not be read completely. */
export function isAside(sessionId: string): boolean {
  return sessionId.endsWith(ASIDE);
}

/** Opens the library. @param onClosed the browser closed the connection; open another */
export async function openLibrary(onClosed: (why: Closing) => void): Promise<Library> {
  let db: Database;
  /** Tried with the first Blob. Tried earlier, Chromium would remember the room of that moment. */
  let takesBlobs: Promise<boolean> | null = null;
  try {
    db = await openDatabase(onClosed);
  } catch (error) {
    throw toStorageError(error);
  }
  return {
    async write(sessionId, imageId, writes, now) {
      let kept = writes;
      if (writes.some(holdsBlob)) {
        takesBlobs ??= guard(() => keepsBlobs(db));
        takesBlobs.catch(() => {
          takesBlobs = null; // the next write tries again
        });
        if (!(await takesBlobs)) kept = await guard(() => Promise.all(writes.map(withBytes)));
      }
      await change(db, async (tx) => {
        for (const write of kept) await apply(tx, sessionId, imageId, write, now);
      });
    },
    list: () => guard(() => db.getAll('images')),
    read: (imageId) => guard(() => readImage(db, imageId)),
    adopt: (from, to, setAside) =>
      change(db, async (tx) => {
        const rows = await tx.objectStore('images').index('bySession').getAll(from);
        for (const row of rows) {
          const sessionId = setAside.has(row.id) ? asideOf(to) : to;
          await tx.objectStore('images').put({ ...row, sessionId });
        }
      }),
    discard: (sessionId) =>
      change(db, async (tx) => {
        const images = tx.objectStore('images').index('bySession');
        for (const own of [sessionId, asideOf(sessionId)])
          for (const id of await images.getAllKeys(own)) await remove(tx, id);
      }),
    setting: (name) => guard(() => db.get('settings', name)),
    setSetting: (name, value) =>
      guard(async () => {
        await db.put('settings', value, name);
      }),
    close: () => db.close(),
  };
}

/** Runs `work` in one durable transaction. If any part fails, nothing has happened. */
async function change<T>(db: Database, work: (tx: ReadWrite) => Promise<T>): Promise<T> {
  let tx: ReadWrite | null = null;
  try {
    tx = db.transaction([...IMAGE_STORES], 'readwrite', { durability: 'strict' });
    tx.done.catch(() => {}); // heard below, unless `work` fails first
    const answer = await work(tx);
    await tx.done;
    return answer;
  } catch (error) {
    const cause = tx?.error ?? null;
    abort(tx);
    throw isOurs(error) ? error : toStorageError(error, cause);
  }
}

function abort(tx: ReadWrite | null): void {
  try {
    tx?.abort();
  } catch (error) {
    // The connection had closed by itself, as after a failed transaction.
    if (!(error instanceof Error && error.name === 'InvalidStateError')) throw error;
  }
}

async function guard<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw toStorageError(error);
  }
}

function isOurs(error: unknown): boolean {
  return error instanceof Error && error.name === 'StorageConflict';
}

async function apply(
  tx: ReadWrite,
  sessionId: string,
  imageId: string,
  write: Write,
  now: number,
): Promise<void> {
  const images = tx.objectStore('images');
  const row = await images.get(imageId);
  if (row && row.sessionId !== sessionId) throw conflict(imageId, 'another tab has taken it over');
  if (write.kind === 'image') {
    if (row) await remove(tx, imageId);
    await images.add({
      ...write.row,
      id: imageId,
      sessionId,
      bytes: write.file instanceof Blob ? write.file.size : write.file.byteLength,
      savedAt: now,
      seq: 0,
      snapshotSeq: 0,
      changes: 0,
    });
    await tx.objectStore('files').put(write.file, imageId);
    return;
  }
  if (write.kind === 'remove') return remove(tx, imageId);
  if (!row) throw conflict(imageId, 'it was erased');
  if (write.kind === 'record') return append(tx, row, write, now);
  if (write.kind === 'snapshot') {
    if (write.seq <= row.snapshotSeq) return;
    await tx.objectStore('snapshots').put(write.bytes, imageId);
    await tx.objectStore('journal').delete(recordsOf(imageId, write.seq));
    await images.put({ ...row, snapshotSeq: write.seq });
    return;
  }
  const arrays = tx.objectStore('arrays');
  if (write.packed) await arrays.put(write.packed, [imageId, write.name]);
  else await arrays.delete([imageId, write.name]);
}

async function append(
  tx: ReadWrite,
  row: ImageRow,
  { seq, bytes, changes }: Extract<Write, { kind: 'record' }>,
  now: number,
): Promise<void> {
  const journal = tx.objectStore('journal');
  if (seq <= row.seq) {
    const there = await journal.get([row.id, seq]);
    if (there && isEqual(there, bytes)) return; // written before, by a call whose answer was lost
    throw conflict(row.id, `record ${seq} is there already and differs`);
  }
  if (seq !== row.seq + 1) throw conflict(row.id, `record ${seq} would follow record ${row.seq}`);
  await journal.add(bytes, [row.id, seq]);
  await tx.objectStore('images').put({ ...row, seq, changes, savedAt: now });
}

async function remove(tx: ReadWrite, imageId: string): Promise<void> {
  await tx.objectStore('images').delete(imageId);
  await tx.objectStore('files').delete(imageId);
  await tx.objectStore('arrays').delete(IDBKeyRange.bound([imageId], [imageId, []]));
  await tx.objectStore('journal').delete(recordsOf(imageId, Infinity));
  await tx.objectStore('snapshots').delete(imageId);
}

async function readImage(db: Database, imageId: string): Promise<KeptImage | null> {
  const tx = db.transaction(IMAGE_STORES, 'readonly');
  const row = await tx.objectStore('images').get(imageId);
  if (!row) return null;
  const range = recordsOf(imageId, Infinity);
  const [file, maps, reference, snapshot, keys, values] = await Promise.all([
    tx.objectStore('files').get(imageId),
    tx.objectStore('arrays').get([imageId, 'maps']),
    tx.objectStore('arrays').get([imageId, 'reference']),
    tx.objectStore('snapshots').get(imageId),
    tx.objectStore('journal').getAllKeys(range),
    tx.objectStore('journal').getAll(range),
  ]);
  return {
    row,
    file: asBlob(file),
    maps: asBlob(maps),
    reference: asBlob(reference),
    snapshot: snapshot ?? null,
    records: keys.map(([, seq], i) => ({ seq, bytes: values[i] as Uint8Array })),
  };
}

function holdsBlob(write: Write): boolean {
  return write.kind === 'image' || (write.kind === 'arrays' && write.packed !== null);
}

/** The same write with bytes for Blobs; before its transaction, which would end meanwhile. */
async function withBytes(write: Write): Promise<Write> {
  const bytesOf = (kept: KeptBytes) => (kept instanceof Blob ? kept.arrayBuffer() : kept);
  if (write.kind === 'image') return { ...write, file: await bytesOf(write.file) };
  if (write.kind !== 'arrays' || !write.packed) return write;
  return { ...write, packed: await bytesOf(write.packed) };
}

function asBlob(kept: KeptBytes | undefined): Blob | null {
  if (kept === undefined) return null;
  return kept instanceof Blob ? kept : new Blob([kept]);
}

function recordsOf(imageId: string, upTo: number): IDBKeyRange {
  return IDBKeyRange.bound([imageId, 0], [imageId, upTo]);
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function conflict(imageId: string, reason: string): Error {
  return named('StorageConflict', `Image ${imageId} was not saved: ${reason}`, { reason });
}
