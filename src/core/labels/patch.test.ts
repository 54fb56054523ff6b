import { describe, expect, test } from 'vitest';
import { stampCapsule } from '@/core/grid/brush';
import { fillPolygon } from '@/core/grid/polygon';
import type { Size } from '@/core/types';
import { isSame, labelsOf, randomSequence } from '@/testing/ascii';
import {
  applyPatch,
  diffLabels,
  diffRuns,
  isPatchOf,
  type Patch,
  recordEdit,
  revertPatch,
} from './patch';
import { encodeRuns } from './rle';

describe('diffLabels', () => {
  const before = labelsOf(`
    1....
    .22..
    .22..
    ....3`);
  const after = labelsOf(`
    1....
    .24..
    ..24.
    ....3`);

  test('keeps the smallest rectangle around the change', () => {
    const patch = diffLabels(before.size, before.data, after.data);
    expect(patch?.rect).toEqual({ x: 1, y: 1, width: 3, height: 2 });
  });

  test('a patch leads from one to the other and back', () => {
    const patch = diffLabels(before.size, before.data, after.data) as Patch;
    const labels = before.data.slice();
    applyPatch(labels, patch);
    expect(labels).toEqual(after.data);
    revertPatch(labels, patch);
    expect(labels).toEqual(before.data);
  });

  test('made on other labels it writes only the pixels that it changed', () => {
    const patch = diffLabels(before.size, before.data, after.data) as Patch;
    const other = labelsOf(`
      .....
      .....
      567..
      .5...`);
    applyPatch(other.data, patch);
    const wanted = labelsOf(`
      .....
      ..4..
      5.74.
      .5...`);
    expect(other.data).toEqual(wanted.data);
  });

  test('no change is no patch', () => {
    expect(diffLabels(before.size, before.data, before.data.slice())).toBeNull();
  });
});

describe('a patch from elsewhere', () => {
  const size = { width: 5, height: 4 };
  const patch = diffLabels(size, new Uint16Array(20), new Uint16Array(20).fill(1, 6, 9)) as Patch;

  test('can be a change of the image it was made on', () => {
    expect(isPatchOf(size, patch)).toBe(true);
    expect(isPatchOf({ width: 5, height: 1 }, patch)).toBe(false);
  });

  test.each<[string, Partial<Patch>]>([
    ['a run that leaves the rectangle', { rect: { x: 1, y: 1, width: 2, height: 1 } }],
    ['a run that leaves the image', { places: Uint8Array.of(19, 2) }],
    ['a run that goes over the end of a row', { places: Uint8Array.of(7, 4) }],
    ['a run of no pixel', { places: Uint8Array.of(6, 0) }],
    ['a kind that is not there', { kindOfRun: Uint8Array.of(1) }],
    ['half a kind', { kinds: Uint16Array.of(0, 1, 0) }],
    ['a run without a kind', { kindOfRun: Uint8Array.of() }],
    ['a kind without a run', { kindOfRun: Uint8Array.of(0, 0) }],
    ['half a number', { places: Uint8Array.of(6, 131) }],
    ['a number that never ends', { places: new Uint8Array(40).fill(255) }],
  ])('is refused with %s', (_, odd) => {
    expect(isPatchOf(size, { ...patch, ...odd })).toBe(false);
  });
});

test('a change kept as runs before and after is the same change', () => {
  const random = randomSequence(5);
  const size = { width: 40, height: 30 };
  const before = Uint16Array.from({ length: 1200 }, () => Math.floor(random() * 2));
  const after = before.slice();
  const rect = { x: 7, y: 3, width: 20, height: 9 };
  for (let y = 3; y < 12; y++)
    for (let x = 7; x < 27; x++) if (random() < 0.3) after[y * 40 + x] = 3;
  const runsOf = (labels: Uint16Array) => encodeRuns(size, labels, rect);
  expect(diffRuns(size, rect, runsOf(before), runsOf(after))).toEqual(
    diffLabels(size, before, after),
  );
});

describe('recordEdit', () => {
  const size: Size = { width: 300, height: 210 };

  test('the patch of a stroke is the difference it made', () => {
    const random = randomSequence(14);
    const labels = Uint16Array.from({ length: 63_000 }, () => Math.floor(random() * 3));
    const before = labels.slice();
    const recording = recordEdit(size, labels);
    for (let stamp = 0; stamp < 25; stamp++) {
      const a = { x: random() * 340 - 20, y: random() * 250 - 20 };
      const b = { x: a.x + random() * 30, y: a.y + random() * 30 };
      recording.willChange({
        x: Math.floor(a.x) - 8,
        y: Math.floor(a.y) - 8,
        width: 48,
        height: 48,
      });
      stampCapsule(size, a, b, 6, (y, start, end) => {
        labels.fill(7, y * size.width + start, y * size.width + end);
      });
    }
    expect(recording.finish()).toEqual(diffLabels(size, before, labels));
  });

  test('announcing without changing, or changing back, gives no patch', () => {
    const labels = new Uint16Array(63_000);
    const recording = recordEdit(size, labels);
    recording.willChange({ x: 60, y: 60, width: 10, height: 10 });
    labels[61 * 300 + 61] = 5;
    labels[61 * 300 + 61] = 0;
    expect(recording.finish()).toBeNull();
    expect(recordEdit(size, labels).finish()).toBeNull();
  });

  test('a rectangle beyond the image is no harm', () => {
    const labels = new Uint16Array(63_000);
    const recording = recordEdit(size, labels);
    recording.willChange({ x: -50, y: -50, width: 10, height: 10 });
    recording.willChange({ x: 298, y: 205, width: 80, height: 80 });
    labels[62_999] = 1;
    expect(recording.finish()?.rect).toEqual({ x: 299, y: 209, width: 1, height: 1 });
  });
});

test('undoing a random history of strokes, lassos and redos restores every state bit for bit', () => {
  const size = { width: 150, height: 130 };
  const random = randomSequence(99);
  const labels = Uint16Array.from({ length: 19_500 }, () => (random() < 0.1 ? 65535 : 0));
  const states = [labels.slice()];
  const patches: Patch[] = [];
  const point = () => ({ x: random() * 190 - 20, y: random() * 170 - 20 });
  for (let step = 0; step < 60; step++) {
    const recording = recordEdit(size, labels);
    const label = Math.floor(random() * 5);
    const write = (y: number, start: number, end: number): void => {
      recording.willChange({ x: start, y, width: end - start, height: 1 });
      labels.fill(label, y * size.width + start, y * size.width + end);
    };
    if (random() < 0.5) stampCapsule(size, point(), point(), random() * 12, write);
    else fillPolygon(size, [[point(), point(), point(), point()]], write);
    const patch = recording.finish();
    if (patch) {
      patches.push(patch);
      states.push(labels.slice());
    }
    // Go back a few steps and forth again, as people do.
    const back = Math.floor(random() * Math.min(4, patches.length + 1));
    for (const p of patches.slice(patches.length - back).reverse()) revertPatch(labels, p);
    expect(isSame(labels, states[patches.length - back] as Uint16Array)).toBe(true);
    for (const p of patches.slice(patches.length - back)) applyPatch(labels, p);
  }
  expect(patches.length).toBeGreaterThan(40);
  for (let k = patches.length - 1; k >= 0; k--) {
    expect(isSame(labels, states[k + 1] as Uint16Array)).toBe(true);
    revertPatch(labels, patches[k] as Patch);
  }
  expect(isSame(labels, states[0] as Uint16Array)).toBe(true);
});
