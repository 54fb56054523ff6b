import { expect, test } from 'vitest';
import type { Click } from '@/core/types';
import { draw, labelsOf, rows } from '@/testing/ascii';
import { clickReach } from './click-reach';

const before = labelsOf(`
  .....11.
  .11..11.
  .11.....
  ........`);
/** Surely object, surely not. */
const [SURE, SURELY_NOT] = [250, 5];
const sureOf = (picture: string) =>
  Uint8Array.from(labelsOf(picture).data, (label) => (label > 0 ? SURE : SURELY_NOT));
const answer = sureOf(`
  .....1..
  .111.1..
  .11.1..1
  .11.....`);
const click = (x: number, y: number, belongs: boolean): Click => ({
  at: { x: x + 0.5, y: y + 0.5 },
  belongs,
});

/** The changed pixels as a picture; `null` when there are none. */
function reach(
  clicks: readonly Click[],
  labels = before,
  probability = answer,
  automatic = new Uint8Array(probability.length).fill(128), // undecided
) {
  const found = clickReach(labels.size, labels.data, probability, automatic, 128, clicks);
  return found && draw(labels.size, Uint16Array.from(found));
}

test('a click adds the piece it is in, corners included, and no other', () => {
  expect(reach([click(3, 1, true)])).toEqual(
    rows(`
      ........
      ...1....
      ....1...
      ........`),
  );
});

test('a click that does not belong takes away its piece and adds nothing', () => {
  expect(reach([click(6, 0, false)])).toEqual(
    rows(`
      ......1.
      ......1.
      ........
      ........`),
  );
});

test('a click that says what is so already, or lies outside, changes nothing', () => {
  expect(reach([click(2, 2, true)])).toBeNull();
  expect(reach([click(3, 3, false)])).toBeNull();
  expect(reach([click(-1, 2, true)])).toBeNull();
});

test('the farther from the click, the surer the model must be', () => {
  const labels = labelsOf('1.............................');
  const probability = new Uint8Array(30).fill(SURE).fill(140, 6);
  const hint = [click(2, 0, true)];
  // Two pixels to the mask: 140 is hardly object and followed for five pixels, 250 much farther.
  expect(reach(hint, labels, probability)).toEqual([`.${'1'.repeat(7)}${'.'.repeat(22)}`]);
  expect(reach(hint, labels, probability.fill(SURE))).toEqual([`.${'1'.repeat(29)}`]);
});

test('away from the click the model must be surer than it was of the opposite without clicks', () => {
  const labels = labelsOf('1.............................');
  const probability = new Uint8Array(30).fill(220);
  const automatic = new Uint8Array(30).fill(100).fill(10, 10);
  const hint = [click(2, 0, true)];
  // Two pixels to the mask: up to four the answer counts as it is, beyond only up to column ten.
  const found = reach(hint, labels, probability, automatic);
  expect(found).toEqual([`.${'1'.repeat(9)}${'.'.repeat(20)}`]);
  const near = reach(hint, labels, probability, automatic.fill(10));
  expect(near).toEqual([`.${'1'.repeat(6)}${'.'.repeat(23)}`]);
});

test('what lies nearer to a click of the other kind stays as it is', () => {
  const labels = labelsOf('11......');
  const probability = new Uint8Array(8).fill(SURE);
  const clicks = [click(7, 0, false), click(3, 0, true)];
  expect(reach(clicks, labels, probability)).toEqual(['..1111..']);
});

test('where the model does not follow, a disc around the click becomes what was said', () => {
  const labels = labelsOf(`${'1'.repeat(8)}${'.'.repeat(56)}`);
  const probability = new Uint8Array(64).fill(SURE);
  // Five pixels to the background, of which 0.7 make a radius of three and a half.
  expect(reach([click(3, 0, false)], labels, probability)).toEqual([`1111111${'.'.repeat(57)}`]);
});

test('a disc is no larger than a sixteenth of the longer side, however far the objects are', () => {
  const labels = labelsOf('.'.repeat(32));
  const probability = new Uint8Array(32).fill(SURELY_NOT);
  const disc = `${'.'.repeat(14)}11111${'.'.repeat(13)}`;
  expect(reach([click(16, 0, true)], labels, probability)).toEqual([disc]);
});

test('where nothing is object yet, a click may reach as far as the model answers', () => {
  const labels = labelsOf('........');
  expect(reach([click(1, 0, true)], labels, sureOf('.1111111'))).toEqual(['.1111111']);
});
