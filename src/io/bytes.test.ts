import { expect, test } from 'vitest';
import { tagAt, u16be, u16le, u24le, u32be, u32le } from './bytes';

test('every byte of a tag is the character of its number', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  expect([...tagAt(bytes, 0, 256)].map((c) => c.charCodeAt(0))).toEqual([...bytes]);
});

test('numbers are read in both byte orders, without a sign', () => {
  const bytes = Uint8Array.of(0xff, 0x01, 0x02, 0xfe);
  expect([u16be(bytes, 0), u32be(bytes, 0)]).toEqual([0xff01, 0xff0102fe]);
  expect([u16le(bytes, 0), u24le(bytes, 0), u32le(bytes, 0)]).toEqual([
    0x01ff, 0x0201ff, 0xfe0201ff,
  ]);
});

test('beyond the end there are zeros', () => {
  const bytes = Uint8Array.of(7);
  expect([tagAt(bytes, 1), u32be(bytes, 0), u32le(bytes, 0)]).toEqual(['', 0x07000000, 7]);
});
