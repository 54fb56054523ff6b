import type { ImageRow, KeptImage } from '@/io/library';
import { holdSession, livingSessions } from '@/io/session-lock';
import { continueImage, recordRepair } from '@/state/journal';
import { type KeptState, replay } from '@/state/kept-state';
import { notifyFailure } from '@/state/notify-failure';
import { library, oneAfterAnother, sessionId } from '@/state/session';
import type { RestorableSession } from '@/state/storage-slice';
import { useStore } from '@/state/store';
import { fillImage, type KeptParts, listImage } from './show-kept';

/** Looks for work of tabs that have ended, newest first; a tab that keeps nothing is offered none. */
export async function findRestorable(): Promise<void> {
  const { storageMode, setStorage } = useStore.getState();
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
    });
  }
  const restorable = [...sessions.values()].sort((a, b) => b.savedAt - a.savedAt);
  setStorage({ restorable });
}

/** Takes over the images of an ended tab and shows them as they were, undo included. */
export async function restoreSession(endedId: string): Promise<void> {
  const parts = await takeOver(endedId, () => adopt(endedId));
  const first = parts?.[0];
  if (first && !useStore.getState().activeId) useStore.getState().setActive(first.id);
  for (const own of parts ?? []) await fillImage(own); // one after the other: decoding needs memory
}

async function adopt(endedId: string): Promise<readonly KeptParts[]> {
  const parts: KeptParts[] = [];
  for (const row of await (await library()).adopt(endedId, sessionId)) {
    const image = await (await library()).read(row.id);
    const own = image ? prepare(image) : null;
    if (!own) continue;
    listImage(own);
    parts.push(own);
  }
  return parts;
}

/** Deletes what an ended tab left. */
export async function discardSession(endedId: string): Promise<void> {
  await takeOver(endedId, async () => (await library()).discard(endedId));
}

/**
 * Does `work` with a session that nobody else can take meanwhile; says so when one has. Nothing is
 * done when keeping was turned off before it could begin.
 */
function takeOver<T>(endedId: string, work: () => Promise<T>): Promise<T | undefined> {
  return oneAfterAnother(async () => {
    if (useStore.getState().storageMode !== 'keep') return undefined;
    const release = await holdSession(endedId);
    if (!release) {
      const { notify } = useStore.getState();
      notify({ kind: 'warning', message: 'notice.restoreTaken', values: {}, command: null });
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

/** Adds up what is kept of an image and goes on with its journal; says what could not be read. */
function prepare(image: KeptImage): KeptParts | null {
  const { row, file, snapshot, records, maps, reference } = image;
  if (!file || file.size !== row.bytes) {
    tellUnreadable(row, 'the picture itself is missing');
    return null;
  }
  const { state: read, problem } = replay(snapshot, row.snapshotSeq, records, row.seq);
  const state: KeptState = read ?? {
    facts: {},
    prediction: null,
    edits: null,
    line: { steps: [], done: 0 },
    stepsDone: 0,
  };
  const { seq, snapshotSeq } = row;
  const { facts, stepsDone } = state;
  continueImage(row.id, { seq, snapshotSeq, stepsDone, facts });
  if (problem) {
    recordRepair(row.id, state);
    useStore.getState().notify({
      kind: 'error',
      message: 'notice.restoreDamaged',
      values: {
        file: row.name,
        lost: seq - problem.seq + 1,
        total: seq,
        reason: problem.reason,
      },
      command: null,
    });
  }
  const named = new File([file], row.name, { type: row.mimeType });
  return { id: row.id, file: named, state, maps, reference };
}

function tellUnreadable(row: ImageRow, reason: unknown): void {
  notifyFailure(reason, { message: 'notice.restoreUnreadable', values: { file: row.name } });
}
