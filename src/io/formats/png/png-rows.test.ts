import { expect, test } from 'vitest';
import { assembleRows, passesOf, unfilter } from './png-rows';

// The filters as the PNG specification defines them (section 9.2), on plain numbers.
const predict = [
  () => 0,
  (a: number) => a,
  (_: number, b: number) => b,
  (a: number, b: number) => Math.floor((a + b) / 2),
  (a: number, b: number, c: number) => {
    const p = a + b - c;
    const distances = [a, b, c].map((value) => Math.abs(p - value));
    return [a, b, c][distances.indexOf(Math.min(...distances))] as number;
  },
];

test.each([0, 1, 2, 3, 4])('filter %i is undone', (filter) => {
  const unit = 3;
  const above = [0, ...Array.from({ length: 30 }, (_, i) => (i * 91 + 13) % 256)];
  const plain = [0, ...Array.from({ length: 30 }, (_, i) => (i * 37 + 200) % 256)];
  const left = (row: number[], i: number) => (i > unit ? (row[i - unit] as number) : 0);
  const filtered = plain.map((value, i) =>
    i === 0
      ? filter
      : value - (predict[filter]?.(left(plain, i), above[i] as number, left(above, i)) as number),
  );
  const row = Uint8Array.from(filtered);
  expect(unfilter(row, Uint8Array.from(above), unit)).toBe(true);
  expect([...row.subarray(1)]).toEqual(plain.slice(1));
});

test('an unknown filter is reported', () => {
  expect(unfilter(Uint8Array.of(5, 0), Uint8Array.of(0, 0), 1)).toBe(false);
});

test.each([
  [1, 1],
  [5, 3],
  [8, 8],
  [37, 33],
])('the seven passes of a %i × %i picture hold each pixel once', (width, height) => {
  const seen = new Uint8Array(width * height);
  for (const pass of passesOf(width, height, 8, true))
    for (let y = 0; y < pass.rows; y++)
      for (let x = 0; x < pass.columns; x++) {
        const at = (pass.yStart + y * pass.yStep) * width + pass.xStart + x * pass.xStep;
        seen[at] = (seen[at] as number) + 1;
      }
  expect(seen.every((times) => times === 1)).toBe(true);
});

test('rows are the same however the bytes are cut', () => {
  const bytes = Uint8Array.of(0, 1, 2, 3, 2, 1, 1, 1, 1, 9, 0, 0);
  for (const step of [1, 2, 3, 5, 12]) {
    const rows: number[][] = [];
    const assembled = assembleRows(passesOf(3, 3, 8, false), 1, (row) =>
      rows.push([...row.subarray(1)]),
    );
    for (let at = 0; at < bytes.length; at += step)
      expect(assembled.push(bytes.subarray(at, at + step))).toBe(true);
    expect(assembled.isComplete()).toBe(true);
    expect(rows).toEqual([
      [1, 2, 3],
      [2, 3, 4],
      [9, 9, 9],
    ]);
  }
});
