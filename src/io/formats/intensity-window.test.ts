import { expect, test } from 'vitest';
import { defaultWindow } from './intensity-window';

test('a few hot pixels do not dim the rest', () => {
  const data = Uint16Array.from({ length: 10000 }, (_, i) => 200 + (i % 1000));
  data[5] = 65535;
  data[6] = 0;
  const { low, high } = defaultWindow(data, 1);
  expect(low).toBeLessThanOrEqual(201);
  expect(high).toBeGreaterThanOrEqual(1198);
  expect(high).toBeLessThan(1200);
});

test('a sparse picture keeps what is rarer than the clipped share', () => {
  const data = new Uint16Array(100000);
  data[5] = 900;
  expect(defaultWindow(data, 1)).toEqual({ low: 0, high: 900 });
});

test.each([0, 1, 777, 65535])('a flat picture of %i has a window with a width', (value) => {
  const { low, high } = defaultWindow(new Uint16Array(100).fill(value), 1);
  expect(low).toBeLessThan(high);
  expect(high).toBeLessThanOrEqual(65535);
});

test.each([
  [200, 255],
  [1023, 1023],
  [1024, 4095],
  [2295, 4095],
  [16000, 16383],
  [16384, 65535],
  [65535, 65535],
])(
  'colour up to %i is shown from 0 to %i, so that hues stay and nothing is clipped',
  (most, high) => {
    const data = Uint16Array.from({ length: 300 }, (_, i) => Math.floor((most * i) / 299));
    expect(defaultWindow(data, 3)).toEqual({ low: 0, high });
  },
);
