import { isNamed, named } from '@/core/errors';
import type { ArraysName, NewImage, Write } from '@/io/library/library';
import { packRecord } from '@/io/library/packed-record';
import { toFailure } from '@/state/failures/failure';
import type { HistoryEvent } from '@/state/history/history';
import type { KeptFacts, KeptPrediction } from '@/state/image/kept-parts';
import { notifyFailure } from '@/state/store/notify-failure';
import { isKeeping } from '@/state/store/storage-slice';
import { imageById, setStorage, useStore } from '@/state/store/store';
import { countChanges, type JournalRecord, packState, replay } from './kept-state';
import { closeLibrary, library, sessionId } from './session';

/**
 * Saves every change as it happens. Changes are queued in order and written by one writer. Waiting
 * changes of one image go into one transaction, so that many at once cost no more than one. A
 * change that cannot be written stays in the queue: nothing is dropped silently. Deletions do not
 * wait behind it, because they make room.
 */

/** After this many records they become a snapshot; replaying so many takes a moment at most. */
const RECORDS_PER_SNAPSHOT = 200;
/** Attempts with a new connection, for connections that the browser has closed. */
const TRIES = 3;
/** Failures that would meet every image. All others concern one image. */
const STOPS = ['StorageFull', 'StorageFailed', 'StorageNewer'] as const;

type Task = { readonly imageId: string; wasTried?: true } & (
  | { readonly kind: 'open'; readonly row: NewImage; readonly file: Blob }
  | { readonly kind: 'record'; record: JournalRecord; changes: number }
  | {
      readonly kind: 'arrays';
      readonly name: ArraysName;
      readonly pack: () => Promise<Blob | null>;
      packed?: Promise<Blob | null>;
    }
);

/** What the journal knows about an image that it saves. */
export interface Kept {
  /** Number of the newest record on disk. */
  seq: number;
  snapshotSeq: number;
  stepsDone: number;
  facts: KeptFacts;
}

const kept = new Map<string, Kept>();
let queue: Task[] = [];
/** Closed images that are still on disk. */
let removals: string[] = [];
let writing: Promise<void> | null = null;
/** Why the writer stopped before the queue was empty. */
let isStopped = false;

/** Whether changes of the image are written down. */
export function isKept(imageId: string): boolean {
  return kept.has(imageId);
}

type Opening = Extract<JournalRecord, { kind: 'opened' | 'state' }>;

/** Starts to save an image: the file itself and its first facts. */
export function recordImage(imageId: string, row: NewImage, file: Blob, opening: Opening): void {
  if (!isOn()) return;
  const { facts, stepsDone } =
    opening.kind === 'state' ? opening.state : { facts: opening.facts, stepsDone: 0 };
  kept.set(imageId, { seq: 0, snapshotSeq: 0, stepsDone, facts });
  queue.push({ imageId, kind: 'open', row, file });
  addRecord(imageId, opening);
}

/** Continues with an image that was saved before. */
export function continueImage(imageId: string, own: Kept): void {
  if (isOn()) kept.set(imageId, own);
}

/** Saves settings, decision, note and other facts. Waiting ones are joined. */
export function recordFacts(imageId: string, changes: KeptFacts): void {
  const own = kept.get(imageId);
  if (!own) return;
  own.facts = { ...own.facts, ...changes };
  const last = lastWaiting(imageId);
  if (last?.record.kind === 'facts') {
    last.record = { kind: 'facts', changes: { ...last.record.changes, ...changes } };
    last.changes = countChanges(own.stepsDone, own.facts);
  } else addRecord(imageId, { kind: 'facts', changes });
}

/** Saves a step, or that one was undone, redone or extended. */
export function recordHistory(imageId: string, event: HistoryEvent): void {
  const own = kept.get(imageId);
  if (!own) return;
  if (event.kind === 'step' || event.kind === 'redo') own.stepsDone++;
  if (event.kind === 'undo') own.stepsDone--;
  const last = lastWaiting(imageId);
  const isStepWaiting = last?.record.kind === 'step' || last?.record.kind === 'amend';
  if (event.kind === 'amend' && last && isStepWaiting)
    last.record = { ...last.record, step: event.step } as JournalRecord;
  else addRecord(imageId, event);
}

/** @param pack compresses both maps when it is their turn; they must not change until then */
export function recordPrediction(
  imageId: string,
  prediction: KeptPrediction,
  pack: () => Promise<Blob>,
): void {
  if (!kept.has(imageId)) return;
  queue.push({ imageId, kind: 'arrays', name: 'maps', pack });
  addRecord(imageId, { kind: 'predicted', prediction });
}

/**
 * Saves an array.
 *
 * @param pack compresses it when it is its turn (it must not change until then); `null` deletes the
 *   saved one
 */
export function recordArrays(
  imageId: string,
  name: ArraysName,
  pack: () => Promise<Blob | null>,
): void {
  if (!kept.has(imageId)) return;
  queue.push({ imageId, kind: 'arrays', name, pack });
  wake();
}

/** Deletes what is saved of an image, before anything else is written. */
export function recordRemoval(imageId: string): void {
  if (!kept.delete(imageId)) return;
  queue = queue.filter((task) => task.imageId !== imageId);
  removals.push(imageId);
  retrySaving();
}

/** Tries again what could not be written. */
export function retrySaving(): void {
  isStopped = false;
  wake();
}

/**
 * Discards what waits and saves nothing from now on. What is on disk stays. Resolves when the
 * writer has stopped: afterwards nothing more is written.
 */
export async function stopSaving(): Promise<void> {
  queue = [];
  removals = [];
  kept.clear();
  isStopped = false;
  setStorage({ saveState: 'off', saveFailure: null, unsavedIds: [] });
  while (writing) await writing;
}

/** Resolves when every change so far is on disk; rejects with what stopped the writer. */
export async function whenSaved(): Promise<void> {
  while (writing) await writing;
  const { saveFailure } = useStore.getState();
  if (saveFailure && isStopped)
    throw named('StorageFailed', saveFailure.detail, { reason: saveFailure.detail });
}

function isOn(): boolean {
  return isKeeping(useStore.getState());
}

function addRecord(imageId: string, record: JournalRecord): void {
  const own = kept.get(imageId);
  if (!own) return;
  const changes = countChanges(own.stepsDone, own.facts);
  queue.push({ imageId, kind: 'record', record, changes });
  wake();
}

/** The newest task of the queue if it is a record of this image that has not been tried yet. */
function lastWaiting(imageId: string): Extract<Task, { kind: 'record' }> | undefined {
  const last = queue.at(-1);
  if (last?.imageId !== imageId || last.kind !== 'record' || last.wasTried) return undefined;
  return last;
}

function wake(): void {
  if (isStopped) setStorage({ waitingChanges: queue.length });
  if (isStopped || writing) return;
  setStorage({ saveState: 'saving', saveFailure: null });
  // A moment later, so that changes made together are written together.
  writing = Promise.resolve()
    .then(drain)
    .finally(() => {
      writing = null;
      if (removals.length + queue.length > 0) wake();
    });
}

async function drain(): Promise<void> {
  for (;;) {
    const [removal] = removals;
    const imageId = removal ?? queue[0]?.imageId;
    if (!imageId) break;
    const own = kept.get(imageId);
    try {
      if (removal) await writeRemoval(removal);
      else await writeNext(imageId, own as Kept); // what waits is of images that are kept
    } catch (error) {
      const isGivenUp = removal ? !removals.includes(removal) : kept.get(imageId) !== own;
      if (isGivenUp) continue;
      if (STOPS.some((name) => isNamed(error, name))) return stop(error);
      leaveOut(imageId, error);
    }
  }
  if (isOn()) setStorage({ saveState: 'saved' });
}

async function writeRemoval(imageId: string): Promise<void> {
  const isGivenUp = (): boolean => !removals.includes(imageId);
  await write(imageId, [{ kind: 'remove' }], Date.now(), isGivenUp);
  removals = removals.filter((id) => id !== imageId);
}

/** Writes an image's waiting changes, up to the next change of another image. */
async function writeNext(imageId: string, own: Kept): Promise<void> {
  const end = queue.findIndex((task) => task.imageId !== imageId);
  const batch = queue.slice(0, end < 0 ? queue.length : end);
  for (const task of batch) task.wasTried = true;
  const writes: Write[] = [];
  let { seq } = own;
  for (const task of batch) {
    if (task.kind === 'open')
      writes.push({ kind: 'image', row: task.row, file: await inMemory(task.file, task.row.name) });
    else if (task.kind === 'record')
      writes.push({
        kind: 'record',
        seq: ++seq,
        bytes: packRecord(task.record),
        changes: task.changes,
      });
    else {
      task.packed ??= task.pack();
      writes.push({ kind: 'arrays', name: task.name, packed: await task.packed });
    }
  }
  const isGivenUp = (): boolean => kept.get(imageId) !== own;
  const now = Date.now();
  await write(imageId, writes, now, isGivenUp);
  if (isGivenUp()) return;
  queue.splice(0, batch.length);
  const { savedChanges } = useStore.getState();
  setStorage({ savedAt: now, savedChanges: savedChanges + seq - own.seq });
  own.seq = seq;
  if (seq - own.snapshotSeq >= RECORDS_PER_SNAPSHOT) await fold(imageId, own, isGivenUp);
}

/** The file's bytes. A file on disk can change or vanish before it is written. */
async function inMemory(file: Blob, name: string): Promise<Blob> {
  try {
    return new Blob([await file.arrayBuffer()], { type: file.type });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw named('FileUnreadable', `${name} could not be read: ${reason}`, { file: name });
  }
}

/** @param isGivenUp looked at before anything is opened or written: what was given up must not come back */
async function write(
  imageId: string,
  writes: readonly Write[],
  now: number,
  isGivenUp: () => boolean,
): Promise<void> {
  for (let tries = 1; !isGivenUp(); tries++) {
    try {
      const opened = await library();
      if (isGivenUp()) return;
      return await opened.write(sessionId, imageId, writes, now);
    } catch (error) {
      if (!isNamed(error, 'StorageFailed') || tries === TRIES) throw error;
      await closeLibrary();
    }
  }
}

/** Replaces an image's records by one snapshot of their sum, read back from disk. */
async function fold(imageId: string, own: Kept, isGivenUp: () => boolean): Promise<void> {
  const image = await (await library()).read(imageId);
  if (!image) return;
  const { snapshot, records, row } = image;
  const { state, problem } = replay(snapshot, row.snapshotSeq, records, row.seq);
  if (!state || problem) return; // kept as they are: restoring reports it
  const writes: readonly Write[] = [{ kind: 'snapshot', seq: row.seq, bytes: packState(state) }];
  await write(imageId, writes, row.savedAt, isGivenUp);
  own.snapshotSeq = row.seq;
}

function stop(error: unknown): void {
  isStopped = true;
  setStorage({
    saveState: 'failed',
    saveFailure: toFailure(error),
    waitingChanges: queue.length,
  });
}

/** An image that cannot be saved must not block the others. */
function leaveOut(imageId: string, error: unknown): void {
  queue = queue.filter((task) => task.imageId !== imageId);
  removals = removals.filter((id) => id !== imageId);
  kept.delete(imageId);
  const { unsavedIds } = useStore.getState();
  const image = imageById(imageId);
  if (!image) return; // closed: there is nothing left to lose
  setStorage({ unsavedIds: [...unsavedIds, imageId] });
  notifyFailure(error, {
    message: 'notice.imageNotSaved',
    values: { file: image.name },
    command: 'save-session',
  });
}
