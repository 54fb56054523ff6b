import { expect, test } from 'vitest';
import { MICRON_UNITS, type NumberRule, PIXEL_UNITS, readTypedNumber } from './typed-number';

const size: NumberRule = { min: 0.0625, max: 1, unit: 'µm/px', units: MICRON_UNITS };
const area: NumberRule = { min: 0, max: 5000, unit: 'px', units: PIXEL_UNITS, isWhole: true };

test.each([
  ['0.25', 0.25],
  ['0,25', 0.25],
  [' .5 ', 0.5],
  ['0.25 µm', 0.25],
  ['0.25μm', 0.25], // Greek mu
  ['0,25 um/px', 0.25],
  ['250 nm', 0.25],
  ['0.0005 mm', 0.5],
  ['1', 1],
  ['0.0625', 0.0625],
])('%s is %d µm a pixel', (text, value) => {
  expect(readTypedNumber(text, size)).toEqual({ value });
});

test.each(['2', '5', '0.01', '-0.25', '40 nm', '0.5 mm'])(
  '%s is out of range, and the range is told',
  (text) => {
    expect(readTypedNumber(text, size)).toEqual({
      problem: 'number.outOfRange',
      values: { min: '0.0625', max: '1', unit: 'µm/px' },
    });
  },
);

test.each(['', 'abc', '0.2.5', '1e-1', '0,,25', '∞', 'NaN'])('%j is no number', (text) => {
  expect(readTypedNumber(text, size)).toMatchObject({ problem: 'number.unreadable' });
});

test.each(['0.25 px', '0.25 kg', '5 µm²'])('the unit of %s is refused', (text) => {
  expect(readTypedNumber(text, size)).toMatchObject({ problem: 'number.otherUnit' });
});

test('a count of pixels is whole, and a part of one is refused, not rounded', () => {
  expect(readTypedNumber('90 px', area)).toEqual({ value: 90 });
  expect(readTypedNumber('3.7', area)).toMatchObject({ problem: 'number.notWhole' });
});
