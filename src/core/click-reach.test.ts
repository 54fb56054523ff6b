import { expect, test } from 'vitest';
import { labelsOf } from './ascii';
import { clickReach } from './click-reach';

const before = labelsOf(`
  .....11.
  .11..11.
  .11.....
  ........`);
const after = labelsOf(`
  .....1..
  .111.1..
  .11.1..1
  .11.....`);
const mask = Uint8Array.from(after.data);
const at = (x: number, y: number) => y * 8 + x;
const reach = (x: number, y: number, belongs: boolean) => {
  const found = clickReach(before.size, before.data, mask, at(x, y), belongs);
  return (
    found && Array.from(found).flatMap((one, i) => (one === 1 ? [[i % 8, Math.floor(i / 8)]] : []))
  );
};

test('a click adds the piece it is in, corners included, and no other', () => {
  expect(reach(3, 1, true)).toEqual([
    [3, 1],
    [4, 2],
  ]);
});

test('a click that does not belong takes away its piece and adds nothing', () => {
  expect(reach(6, 0, false)).toEqual([
    [6, 0],
    [6, 1],
  ]);
});

test('a click that the model does not follow, or that says what is so already, changes nothing', () => {
  expect(reach(0, 0, true)).toBeNull();
  expect(reach(2, 2, true)).toBeNull();
  expect(reach(2, 2, false)).toBeNull();
  expect(clickReach(before.size, before.data, mask, -1, true)).toBeNull();
});
