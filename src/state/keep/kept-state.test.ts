import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffLabels, type Patch } from '@/core/labels/patch';
import { decodeWhole } from '@/core/labels/rle';
import { type PackedPatch, packPatch } from '@/io/library/packed-patch';
import { packRecord } from '@/io/library/packed-record';
import type { Step } from '@/state/history/history';
import type { KeptFacts, KeptPrediction, KeptState } from '@/state/image/kept-parts';
import { deriveSettings } from '@/state/store/settings';
import { type JournalRecord, packState, replay } from './kept-state';

const size = { width: 6, height: 4 };
const facts = {
  modality: 'auto',
  spacing: null,
  settings: deriveSettings('histology'),
  clicks: [],
  classes: {},
  nextLabel: 65534,
  decision: 'open',
  note: '',
} satisfies KeptFacts;
const prediction: KeptPrediction = {
  size,
  ai: { objectCount: 1, areaPx: 3 },
  renumbering: Uint16Array.of(1, 2, 2, 1), // as after a second run
  result: {
    modality: {
      name: 'histology',
      chosenBy: 'model',
      probabilities: [0, 1, 0, 0, 0, 0],
      views: 1,
      agreeing: 1,
    },
    familiarity: {
      isUnfamiliar: false,
      distanceRatio: 0.4,
      residualRatio: 0.2,
      familiarMargin: Number.POSITIVE_INFINITY,
    },
    predictedIou: 0.9,
    mode: 'tiled',
    scale: 1,
    scaleReason: 'native',
    tiles: 1,
    modelVersion: 'w1',
    engine: 'wasm',
    threads: 1,
    times: { lkaMs: 1, cpMs: 1, msfMs: 1, pixelsMs: 1, blendMs: 1, totalMs: 5 },
    elapsedMs: 7,
  } as KeptPrediction['result'],
};
const opening: readonly JournalRecord[] = [
  { kind: 'opened', facts },
  { kind: 'predicted', prediction },
];

/** What a person can do next, as numbers that any sequence of makes sense of. */
type Move =
  | {
      readonly do: 'paint' | 'give';
      readonly from: number;
      readonly to: number;
      readonly value: number;
    }
  | { readonly do: 'undo' | 'redo' }
  | { readonly do: 'note'; readonly note: string }
  | { readonly do: 'threshold'; readonly threshold: number };

const area = size.width * size.height;
const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constantFrom('paint' as const, 'give' as const),
      from: fc.nat(area - 1),
      to: fc.nat(area),
      value: fc.nat(3),
    }),
    fc.record({ do: fc.constantFrom('undo' as const, 'redo' as const) }),
    fc.record({ do: fc.constant('note' as const), note: fc.string() }),
    fc.record({
      do: fc.constant('threshold' as const),
      threshold: fc.double({ noNaN: true, min: 0, max: 1 }),
    }),
  ),
  { maxLength: 40 },
);

interface Seen {
  readonly edits: readonly number[];
  readonly owners: readonly number[];
  readonly threshold: number;
  readonly note: string;
}

/**
 * Plays the moves on whole copies, without patches: the records they make, and what a person
 * sees after each.
 */
function play(list: readonly Move[]): { records: JournalRecord[]; seen: Seen[] } {
  const records = [...opening];
  let now: Seen = {
    edits: new Array<number>(area).fill(0),
    owners: new Array<number>(area).fill(0),
    threshold: facts.settings.threshold,
    note: '',
  };
  const seen = [now, now];
  const past: Seen[] = [];
  let future: Seen[] = [];
  const step = (next: Seen, rest: Omit<Step, 'label'>): void => {
    past.push(now);
    future = [];
    now = next;
    records.push({ kind: 'step', step: { label: 'step.brush', ...rest } });
  };
  for (const move of list) {
    if (move.do === 'paint' || move.do === 'give') {
      const layer = move.do === 'paint' ? 'edits' : 'owners';
      const next = now[layer].map((was, i) => (i >= move.from && i < move.to ? move.value : was));
      const patch = diffLabels(size, Uint16Array.from(now[layer]), Uint16Array.from(next));
      if (!patch) continue;
      const packed = packPatch(patch);
      const changes = layer === 'edits' ? { patch: packed } : { patch: null, owners: packed };
      step({ ...now, [layer]: next }, changes);
    } else if (move.do === 'threshold') {
      const before = { ...facts.settings, threshold: now.threshold };
      const after = { ...facts.settings, threshold: move.threshold };
      step({ ...now, threshold: move.threshold }, { patch: null, settings: { before, after } });
    } else if (move.do === 'note') {
      now = { ...now, note: move.note };
      records.push({ kind: 'facts', changes: { note: move.note } });
    } else {
      const [from, to] = move.do === 'undo' ? [past, future] : [future, past];
      const next = from.pop();
      if (!next) continue;
      to.push(now);
      now = { ...next, note: now.note }; // notes are no steps
      records.push({ kind: move.do });
    }
    seen.push(now);
  }
  return { records, seen };
}

const layerOf = (runs: Uint16Array | null | undefined): Uint16Array =>
  runs ? decodeWhole(size, runs) : new Uint16Array(area);

function seenOf(state: KeptState | null): Seen | null {
  if (!state) return null;
  return {
    edits: [...layerOf(state.edits)],
    owners: [...layerOf(state.owners)],
    threshold: state.facts.settings?.threshold ?? -1,
    note: state.facts.note ?? '',
  };
}

const numbered = (records: readonly JournalRecord[]) =>
  records.map((record, i) => ({ seq: i + 1, bytes: packRecord(record) }));

describe('replaying a journal', () => {
  test('after a crash at any record the state is the one acknowledged last', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const { records, seen } = play(list);
        const written = numbered(records);
        for (let crash = 1; crash <= written.length; crash++) {
          const { state, problem } = replay(null, 0, written.slice(0, crash), crash);
          expect(problem).toBeNull();
          expect(seenOf(state)).toEqual(seen[crash - 1]);
        }
      }),
    );
  });

  test('a snapshot at any record and the records after it give the same state, undo included', () => {
    fc.assert(
      fc.property(moves, fc.nat(1000), (list, at) => {
        const written = numbered(play(list).records);
        const split = (at % written.length) + 1;
        const whole = replay(null, 0, written, written.length).state;
        const first = replay(null, 0, written.slice(0, split), split).state as KeptState;
        const rest = replay(packState(first), split, written.slice(split), written.length);
        expect(rest).toEqual({ state: whole, problem: null });
      }),
    );
  });

  test('stops before a damaged record, keeps what came before and says which it was', () => {
    fc.assert(
      fc.property(moves, fc.nat(1000), fc.nat(100_000), (list, at, byte) => {
        const { records, seen } = play(list);
        const written = numbered(records);
        const index = at % written.length;
        const bytes = (written[index] as { bytes: Uint8Array<ArrayBuffer> }).bytes.slice();
        bytes[byte % bytes.length] = (bytes[byte % bytes.length] as number) ^ 16;
        written[index] = { seq: index + 1, bytes };
        const { state, problem } = replay(null, 0, written, written.length);
        expect(seenOf(state)).toEqual(index === 0 ? null : seen[index - 1]);
        expect(problem?.seq).toBe(index + 1);
      }),
    );
  });

  test('reports records that were acknowledged and are gone', () => {
    const written = numbered(opening);
    expect(replay(null, 0, written, 3).problem).toMatchObject({ seq: 3 });
    expect(replay(null, 0, written.slice(1), 2)).toMatchObject({ state: null });
  });

  test.each<[string, unknown]>([
    ['a patch outside the image', patchOf({ x: 5, y: 0, width: 2, height: 1 }, [1, 2])],
    ['runs that do not fill the rectangle', patchOf({ x: 0, y: 0, width: 2, height: 1 }, [1, 3])],
    ['half a run', patchOf({ x: 0, y: 0, width: 2, height: 1 }, [1, 2, 1])],
    [
      'decided pixels outside the image',
      {
        kind: 'step',
        step: { label: 'step.brush', patch: null, decided: { rect: { x: 9, y: 0 } } },
      },
    ],
    [
      'packed pixels outside the rectangle',
      packedWith({ rect: { x: 0, y: 0, width: 2, height: 1 } }),
    ],
    ['a packed patch that is no stream', packedWith({ packed: Uint8Array.of(7, 7, 7) })],
    ['a packed patch that claims to fill the memory', packedWith({ placesBytes: 2 ** 40 })],
    ['an undo without a step', { kind: 'undo' }],
    ['a redo without an undo', { kind: 'redo' }],
    ['a decision that does not exist', { kind: 'facts', changes: { decision: '<b>' } }],
    ['a kind that does not exist', { kind: 'eval' }],
    ['no record at all', null],
    [
      'half a pair of numbers',
      { kind: 'predicted', prediction: { ...prediction, renumbering: Uint16Array.of(1, 2, 3) } },
    ],
    [
      'another size',
      { kind: 'predicted', prediction: { ...prediction, size: { width: 9, height: 9 } } },
    ],
    [
      'a size that would fill the memory',
      { kind: 'predicted', prediction: { ...prediction, size: { width: 60_000, height: 60_000 } } },
    ],
  ])('refuses %s', (_, record) => {
    const written = numbered([...opening, record as JournalRecord]);
    const { state, problem } = replay(null, 0, written, 3);
    expect(problem?.seq).toBe(3);
    expect(state).toEqual(replay(null, 0, written.slice(0, 2), 2).state);
  });

  test('the numbers that objects took over from an earlier mask are kept', () => {
    const { state } = replay(null, 0, numbered(opening), 2);
    expect(state?.prediction?.renumbering).toEqual(prediction.renumbering);
  });

  test('a mask that was kept without its model is read as one of an unknown model', () => {
    const { modelVersion: _, ...result } = prediction.result;
    const older = { kind: 'predicted', prediction: { ...prediction, result } } as JournalRecord;
    const { state } = replay(null, 0, numbered([...opening.slice(0, 1), older]), 2);
    expect(state?.prediction?.result).toEqual({ ...result, modelVersion: null });
    const again = replay(packState(state as KeptState), 2, [], 2).state;
    expect(again?.prediction?.result.modelVersion).toBeNull();
  });

  test('a step whose name this version does not know is kept under another name', () => {
    const step = { label: 'step.fromTheFuture', patch: null } as unknown as Step;
    const { state } = replay(null, 0, numbered([...opening, { kind: 'step', step }]), 3);
    expect(state?.line.steps).toEqual([{ label: 'step.earlier', patch: null }]);
  });

  test('strokes of a version that kept them as runs before and after are read', () => {
    const record = patchOf({ x: 1, y: 1, width: 3, height: 2 }, [0, 6], [7, 2, 0, 2, 7, 2]);
    const { state, problem } = replay(null, 0, numbered([...opening, record as JournalRecord]), 3);
    expect(problem).toBeNull();
    const edits = new Uint16Array(area);
    for (const i of [7, 8, 14, 15]) edits[i] = 7;
    expect(layerOf(state?.edits)).toEqual(edits);
    const undone = [...opening, record as JournalRecord, { kind: 'undo' } as const];
    const { edits: none } = replay(null, 0, numbered(undone), 4).state as KeptState;
    expect(layerOf(none)).toEqual(new Uint16Array(area));
  });

  test('a stroke that only says again what a click had made is kept', () => {
    const decided = packPatch(
      diffLabels(size, new Uint16Array(area), new Uint16Array(area).fill(2, 1, 3)) as Patch,
    );
    const step: Step = { label: 'step.brush', patch: null, decided };
    const { state } = replay(null, 0, numbered([...opening, { kind: 'step', step }]), 3);
    expect(state?.line.steps).toEqual([step]);
  });

  test('a slider that was held is one step with its last value', () => {
    const at = (threshold: number): Step => ({
      label: 'step.adjust',
      patch: null,
      settings: { before: facts.settings, after: { ...facts.settings, threshold } },
    });
    const records: JournalRecord[] = [
      ...opening,
      { kind: 'step', step: at(0.6) },
      { kind: 'amend', step: at(0.7) },
      { kind: 'undo' },
      { kind: 'redo' },
    ];
    const { state } = replay(null, 0, numbered(records), records.length);
    expect(state?.facts.settings?.threshold).toBe(0.7);
    expect(state?.line.steps).toHaveLength(1);
  });
});

/** A step as an earlier version kept it. */
function patchOf(rect: object, before: readonly number[], after = before): unknown {
  const patch = { rect, before: Uint16Array.from(before), after: Uint16Array.from(after) };
  return { kind: 'step', step: { label: 'step.brush', patch } };
}

function packedWith(odd: Partial<PackedPatch>): unknown {
  const after = new Uint16Array(area).fill(2, 7, 9);
  const patch = packPatch(diffLabels(size, new Uint16Array(area), after) as Patch);
  return { kind: 'step', step: { label: 'step.brush', patch: { ...patch, ...odd } } };
}
