import { type ImageRow, isAside, type KeptImage } from '@/io/library/library';
import { holdSession, livingSessions } from '@/io/library/session-lock';
import type { KeptParts, KeptState } from '@/state/image/kept-parts';
import type { RestorableSession } from '@/state/store/storage-slice';
import { notify, setActive, setStorage, useStore } from '@/state/store/store';
import { keepParts } from './autosave';
import { continueImage } from './journal';
import { type ReplayProblem, replay } from './kept-state';
import { library, oneAfterAnother, sessionId } from './session';
import { fillImage, listImage } from './show-kept';

/** Looks for work of ended tabs, newest first. A tab that saves nothing is offered none. */
export async function findRestorable(): Promise<void> {
  const { storageMode } = useStore.getState();
  if (storageMode !== 'keep') return setStorage({ restorable: [] });
  const rows = await (await library()).list();
  const living = await livingSessions();
  const sessions = new Map<string, RestorableSession>();
  for (const row of rows) {
    if (row.sessionId === sessionId || living.has(row.sessionId)) continue;
    const sum = sessions.get(row.sessionId);
    sessions.set(row.sessionId, {
      sessionId: row.sessionId,
      images: (sum?.images ?? 0) + 1,
      changes: (sum?.changes ?? 0) + row.changes,
      bytes: (sum?.bytes ?? 0) + row.bytes,
      savedAt: Math.max(sum?.savedAt ?? 0, row.savedAt),
      isSetAside: isAside(row.sessionId),
    });
  }
  const restorable = [...sessions.values()].sort((a, b) => b.savedAt - a.savedAt);
  setStorage({ restorable });
}

/** Takes over the images of an ended tab and shows them as they were, undo included. */
export async function restoreSession(endedId: string): Promise<void> {
  const parts = await takeOver(endedId, () => adopt(endedId));
  const first = parts?.[0];
  if (first && !useStore.getState().activeId) setActive(first.id);
  for (const own of parts ?? []) await fillImage(own); // one after the other: decoding needs memory
}

/**
 * Takes over what can be read and lists it. What cannot be read completely is set aside unchanged.
 */
async function adopt(endedId: string): Promise<readonly KeptParts[]> {
  const opened = await library();
  const rows = (await opened.list()).filter((row) => row.sessionId === endedId);
  if (rows.length === 0) tellTaken();
  const read: Reading[] = [];
  for (const row of rows.sort((a, b) => a.addedAt - b.addedAt)) {
    const image = await opened.read(row.id);
    if (image) read.push(readKept(image));
  }
  const damaged = read.flatMap(({ row, problem }) => (problem ? row.id : []));
  await opened.adopt(endedId, sessionId, new Set(damaged));
  for (const one of read) goOn(one);
  return read.flatMap(({ parts }) => parts ?? []);
}

/** Deletes what an ended tab left. */
export async function discardSession(endedId: string): Promise<void> {
  await takeOver(endedId, async () => (await library()).discard(endedId));
}

/**
 * Does `work` with a session that nobody else can take meanwhile. Reports when another tab has it.
 * Does nothing if saving was turned off before it began.
 */
function takeOver<T>(endedId: string, work: () => Promise<T>): Promise<T | undefined> {
  return oneAfterAnother(async () => {
    if (useStore.getState().storageMode !== 'keep') return undefined;
    const release = await holdSession(endedId);
    if (!release) {
      tellTaken();
      await findRestorable();
      return undefined;
    }
    try {
      return await work();
    } finally {
      release();
      await findRestorable();
    }
  });
}

function tellTaken(): void {
  notify({ kind: 'warning', message: 'notice.restoreTaken', values: {}, command: null });
}

/** The sum of an image's records. */
interface Reading {
  readonly row: ImageRow;
  /** `null` when the picture itself is missing. */
  readonly parts: KeptParts | null;
  readonly problem: ReplayProblem | null;
}

function readKept({ row, file, snapshot, records, maps, reference }: KeptImage): Reading {
  if (!file || file.size !== row.bytes)
    return { row, parts: null, problem: { seq: 1, reason: 'the picture itself is missing' } };
  const { state: read, problem } = replay(snapshot, row.snapshotSeq, records, row.seq);
  const state: KeptState = read ?? {
    facts: {},
    prediction: null,
    edits: null,
    owners: null,
    line: { steps: [], done: 0 },
    stepsDone: 0,
  };
  // What was read of a damaged image becomes a new image.
  const id = problem ? crypto.randomUUID() : row.id;
  const named = new File([file], row.name, { type: row.mimeType });
  return { row, parts: { id, file: named, state, maps, reference }, problem };
}

/** Lists an image and continues its journal. Reports what could not be read. */
function goOn({ row, parts, problem }: Reading): void {
  const { seq, snapshotSeq } = row;
  if (problem)
    notify({
      kind: 'error',
      message: parts ? 'notice.restoreDamaged' : 'notice.restoreUnreadable',
      values: {
        file: row.name,
        lost: seq - problem.seq + 1,
        total: seq,
        reason: problem.reason,
      },
      command: 'storage',
    });
  if (!parts) return;
  const { facts, stepsDone } = parts.state;
  if (problem) keepParts(parts, row.addedAt);
  else continueImage(row.id, { seq, snapshotSeq, stepsDone, facts });
  listImage(parts);
}
