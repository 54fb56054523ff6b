import fc from 'fast-check';
import { deflateSync } from 'fflate';
import { expect, test } from 'vitest';
import { applyPatch, diffLabels, isPatchOf, type Patch, revertPatch } from '@/core/labels/patch';
import { randomSequence } from '@/testing/ascii';
import { packedPatchBytes, packPatch, unpackPatch } from './packed-patch';

const size = { width: 300, height: 200 };
const random = randomSequence(3);
const before = Uint16Array.from({ length: 60_000 }, () => Math.floor(random() * 9));
const after = before.map((label) => (random() < 0.5 ? label : Math.floor(random() * 60_000)));
const patch = diffLabels(size, before, after) as Patch;

test('a patch comes back as it was', () => {
  expect(unpackPatch(packPatch(patch))).toEqual(patch);
});

test('any change of any small labelmap is made and taken back bit for bit, and no other pixel is written', () => {
  const pixel = fc.constantFrom(0, 1, 2, 65535);
  const pair = fc.integer({ min: 1, max: 9 }).chain((width) =>
    fc.integer({ min: 1, max: 9 }).chain((height) => {
      const picture = fc.array(pixel, { minLength: width * height, maxLength: width * height });
      return fc.record({ size: fc.constant({ width, height }), a: picture, b: picture });
    }),
  );
  fc.assert(
    fc.property(pair, ({ size, a, b }) => {
      const [was, is] = [Uint16Array.from(a), Uint16Array.from(b)];
      const change = diffLabels(size, was, is);
      if (!change) {
        expect(a).toEqual(b);
        return;
      }
      const back = unpackPatch(packPatch(change));
      expect(isPatchOf(size, back)).toBe(true);
      const labels = was.slice();
      applyPatch(labels, back);
      expect(labels).toEqual(is);
      revertPatch(labels, back);
      expect(labels).toEqual(was);
      const others = new Uint16Array(was.length).fill(7);
      applyPatch(others, back);
      expect([...others]).toEqual(a.map((before, i) => (before === b[i] ? 7 : b[i])));
    }),
    { numRuns: 1000 },
  );
});

test('a packed patch knows its bytes', () => {
  const packed = packPatch(patch);
  expect(packedPatchBytes(packed)).toBe(packed.kinds.length * 2 + packed.packed.length);
});

test('bytes that are cut off, are no stream, or are more or fewer than said are refused', () => {
  const packed = packPatch(patch);
  const odd = [
    { packed: packed.packed.subarray(0, packed.packed.length / 2) },
    { packed: packed.packed.map((byte) => byte ^ 255) },
    { packed: new Uint8Array(0) },
    { placesBytes: packed.placesBytes + 1 },
    { placesBytes: packed.placesBytes - 1 },
  ];
  for (const change of odd)
    expect(() => unpackPatch({ ...packed, ...change })).toThrow(/A stored patch cannot be read/);
});

test('a small stream cannot fill the memory', () => {
  const bomb = deflateSync(new Uint8Array(50_000_000));
  const packed = { ...packPatch(patch), packed: bomb };
  expect(() => unpackPatch(packed)).toThrow(/other than/);
  expect(() => unpackPatch({ ...packed, placesBytes: 2 ** 40 })).toThrow(/claims/);
});
