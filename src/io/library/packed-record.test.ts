import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packRecord, unpackRecord } from './packed-record';

const step = {
  kind: 'step',
  patch: { rect: { x: 3, y: 0, width: 2, height: 1 }, after: new Uint16Array([7, 65535]) },
  mask: new Uint8Array([1, 2, 3]),
  empty: new Uint16Array(0),
  limits: [Infinity, -Infinity, Number.NaN, 0.1],
  note: 'Rand unscharf – “früh”',
};

describe('packed records', () => {
  test('come back as they were, typed arrays included', () => {
    expect(unpackRecord(packRecord(step))).toEqual(step);
  });

  test('those of the version before are read, those of a later one are not', () => {
    const packed = packRecord(step);
    packed[3] = 1;
    expect(unpackRecord(packed)).toEqual(step);
    packed[3] = 3;
    expect(() => unpackRecord(packed)).toThrow('version 3 is not known here');
  });

  test('any JSON value comes back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(unpackRecord(packRecord(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('one flipped bit anywhere is noticed', () => {
    const packed = packRecord(step);
    fc.assert(
      fc.property(fc.nat(packed.length - 1), fc.nat(7), (at, bit) => {
        const flipped = packed.slice();
        flipped[at] = (flipped[at] as number) ^ (1 << bit);
        expect(() => unpackRecord(flipped)).toThrow(
          expect.objectContaining({ name: 'StorageUnreadable' }),
        );
      }),
    );
  });

  test('a record that is cut off anywhere is noticed', () => {
    const packed = packRecord(step);
    for (let length = 0; length < packed.length; length++)
      expect(() => unpackRecord(packed.subarray(0, length))).toThrow(
        expect.objectContaining({ name: 'StorageUnreadable' }),
      );
  });

  test('an array longer than the record is refused though the checksum fits', () => {
    const packed = packRecord({ patch: { $: ['u16', 2 ** 31] } });
    expect(() => unpackRecord(packed)).toThrow('an array is cut off');
  });
});
