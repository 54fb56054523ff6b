import { type HandLayers, packLayers, unpackLayers } from '@/core/labels/layers';
import { applyPatch, revertPatch } from '@/core/labels/patch';
import type { Size } from '@/core/types';
import { unpackPatch } from '@/io/library/packed-patch';
import { packRecord, unpackRecord } from '@/io/library/packed-record';
import { addStep, type Step } from '@/state/history/history';
import type { KeptFacts, KeptPrediction, KeptState } from '@/state/image/kept-parts';
import {
  coversArea,
  isObject,
  readFacts,
  readPrediction,
  readStep,
  unreadable,
} from './kept-shapes';

/** One entry of an image's journal. */
export type JournalRecord =
  | { readonly kind: 'opened'; readonly facts: KeptFacts }
  | { readonly kind: 'state'; readonly state: KeptState } // all of it, from elsewhere
  | { readonly kind: 'facts'; readonly changes: KeptFacts }
  | { readonly kind: 'predicted'; readonly prediction: KeptPrediction }
  | { readonly kind: 'step' | 'amend'; readonly step: Step }
  | { readonly kind: 'undo' | 'redo' };

/** A state to which records are added: both layers are labelmaps. */
type Sum = { -readonly [Name in keyof KeptState]: KeptState[Name] };

/** The first record that could not be used. It and all later ones are not in the state. */
export interface ReplayProblem {
  readonly seq: number;
  readonly reason: string;
}

export interface Replay {
  /** `null` when not even the first record or the snapshot could be read. */
  readonly state: KeptState | null;
  readonly problem: ReplayProblem | null;
}

/** Edits, decision and note: what the user would miss. */
export function countChanges(stepsDone: number, facts: KeptFacts): number {
  return stepsDone + ((facts.decision ?? 'open') === 'open' ? 0 : 1) + (facts.note ? 1 : 0);
}

/**
 * Adds the records to a snapshot, linear in their pixels. Stops before the first record that is
 * damaged, missing or senseless. Never throws for what it reads.
 *
 * @param snapshotSeq number of the last record in the snapshot; 0 without one
 * @param lastSeq number of the newest record that was acknowledged
 */
export function replay(
  snapshot: Uint8Array | null,
  snapshotSeq: number,
  records: readonly { readonly seq: number; readonly bytes: Uint8Array }[],
  lastSeq: number,
): Replay {
  let sum: Sum | null = null;
  let seq = snapshotSeq;
  try {
    if (snapshotSeq > 0) {
      if (!snapshot) throw unreadable('the snapshot is missing');
      sum = toSum(unpackState(snapshot));
    }
    for (const record of records) {
      if (record.seq !== seq + 1) break;
      sum = addRecord(sum, unpackRecord(record.bytes) as JournalRecord);
      seq++;
    }
    if (seq < lastSeq) throw unreadable('a record is missing');
    return { state: sum && toKept(sum), problem: null };
  } catch (error) {
    if (!(error instanceof Error && error.name === 'StorageUnreadable')) throw error;
    const problem = { seq: sum ? seq + 1 : 1, reason: error.message };
    return { state: sum && toKept(sum), problem };
  }
}

/** The state after one more record; changes `state` in place, or not at all when it throws. */
function addRecord(state: Sum | null, record: JournalRecord): Sum {
  if (!isObject(record)) throw unreadable('it is no record');
  if (record.kind === 'opened') {
    const facts = readFacts(record.facts);
    return {
      facts,
      prediction: null,
      edits: null,
      owners: null,
      line: { steps: [], done: 0 },
      stepsDone: 0,
    };
  }
  if (record.kind === 'state') return toSum(readState(record.state));
  if (!state) throw unreadable('the record of the opening is missing');
  const { line } = state;
  const size = state.prediction?.size ?? null;
  switch (record.kind) {
    case 'facts':
      state.facts = { ...state.facts, ...readFacts(record.changes) };
      return state;
    case 'predicted': {
      const prediction = readPrediction(record.prediction);
      if (size && (size.width !== prediction.size.width || size.height !== prediction.size.height))
        throw unreadable('its prediction has another size');
      state.prediction = prediction;
      return state;
    }
    case 'step': {
      const step = readStep(record.step, size);
      addStep(line, step);
      state.stepsDone++;
      applyStep(state, step, 'after');
      return state;
    }
    case 'amend': {
      if (line.done === 0) throw unreadable('there is no step to replace');
      const step = readStep(record.step, size);
      line.steps[line.done - 1] = step;
      showFacts(state, step, 'after');
      return state;
    }
    case 'undo': {
      const step = line.steps[line.done - 1];
      if (!step) throw unreadable('there is no step to undo');
      line.done--;
      state.stepsDone--;
      applyStep(state, step, 'before');
      return state;
    }
    case 'redo': {
      const step = line.steps[line.done];
      if (!step) throw unreadable('there is no step to do again');
      line.done++;
      state.stepsDone++;
      applyStep(state, step, 'after');
      return state;
    }
    default:
      throw unreadable('its kind is not known here');
  }
}

function applyStep(state: Sum, step: Step, side: 'before' | 'after'): void {
  const size = state.prediction?.size;
  const writePatch = side === 'after' ? applyPatch : revertPatch;
  if (size && (step.patch || step.owners)) {
    state.edits ??= new Uint16Array(size.width * size.height); // there are no owners without edits
    if (step.patch) writePatch(state.edits, unpackPatch(step.patch));
  }
  if (size && step.owners) {
    state.owners ??= new Uint16Array(size.width * size.height);
    writePatch(state.owners, unpackPatch(step.owners));
  }
  showFacts(state, step, side);
}

function showFacts(state: Sum, step: Step, side: 'before' | 'after'): void {
  state.facts = {
    ...state.facts,
    ...(step.settings ? { settings: step.settings[side] } : {}),
    ...(step.clicks ? { clicks: step.clicks[side] } : {}),
    ...(step.classes ? { classes: step.classes[side] } : {}),
    ...(step.nextLabel ? { nextLabel: step.nextLabel[side] } : {}),
  };
}

/** Without a prediction the image's size is unknown, and nothing can have been edited. */
const noLayers: HandLayers = { edits: null, owners: null };

function toKept(sum: Sum): KeptState {
  return { ...sum, ...(sum.prediction ? packLayers(sum.prediction.size, sum) : noLayers) };
}

function toSum(state: KeptState): Sum {
  return {
    ...state,
    ...(state.prediction ? unpackLayers(state.prediction.size, state) : noLayers),
  };
}

/** A state as the bytes of a snapshot or a session file. */
export function packState(state: KeptState): Uint8Array<ArrayBuffer> {
  return packRecord(state);
}

/** Throws StorageUnreadable for anything but what `packState` makes. */
export function unpackState(bytes: Uint8Array): KeptState {
  return readState(unpackRecord(bytes));
}

function readState(value: unknown): KeptState {
  if (!isObject(value) || !isObject(value.line)) throw unreadable('it is no snapshot');
  const { steps, done } = value.line;
  const { stepsDone, edits, owners = null } = value; // an earlier version knew no owners
  const facts = readFacts(value.facts);
  const prediction = value.prediction === null ? null : readPrediction(value.prediction);
  const size = prediction?.size ?? null;
  if (!Array.isArray(steps) || !isCount(done) || done > steps.length || !isCount(stepsDone))
    throw unreadable('its history is odd');
  const line = { steps: steps.map((step) => readStep(step, size)), done };
  return {
    facts,
    prediction,
    edits: readLayer(edits, size),
    owners: readLayer(owners, size),
    line,
    stepsDone,
  };
}

function readLayer(runs: unknown, size: Size | null): Uint16Array | null {
  if (runs === null) return null;
  if (!size || !coversArea(runs, size.width * size.height))
    throw unreadable('its edits do not fit the image');
  return runs;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}
