import { expect, test } from 'vitest';
import { rowAfterKey, scrollToRow, windowRows } from './row-window';

const ROW = 32;
const VIEWPORT = 256; // eight rows

test('every row in sight is drawn, wherever the list is scrolled to', () => {
  const count = 5000;
  for (let scrollTop = 0; scrollTop <= count * ROW - VIEWPORT; scrollTop += 777) {
    const { start, end } = windowRows(count, ROW, scrollTop, VIEWPORT);
    expect(start * ROW).toBeLessThanOrEqual(scrollTop);
    expect(end * ROW).toBeGreaterThanOrEqual(scrollTop + VIEWPORT);
  }
});

test('the number of rows drawn does not grow with the list', () => {
  const drawn = (count: number): number => {
    const { start, end } = windowRows(count, ROW, (count * ROW) / 2, VIEWPORT);
    return end - start;
  };
  expect(drawn(50_000)).toBe(drawn(500));
});

test('no row outside the list is drawn, even when the browser overshoots', () => {
  expect(windowRows(3, ROW, -200, VIEWPORT)).toEqual({ start: 0, end: 3 });
  const beyond = windowRows(3, ROW, 9000, VIEWPORT);
  expect(beyond.end).toBe(3);
  expect(beyond.start).toBeLessThanOrEqual(3);
  expect(windowRows(0, ROW, 0, VIEWPORT)).toEqual({ start: 0, end: 0 });
});

test('a row in sight does not move the list', () => {
  expect(scrollToRow(3, ROW, 40, VIEWPORT)).toBe(40);
});

test('a row below comes to the bottom edge, a row above to the top edge', () => {
  expect(scrollToRow(20, ROW, 0, VIEWPORT)).toBe(21 * ROW - VIEWPORT);
  expect(scrollToRow(2, ROW, 900, VIEWPORT)).toBe(2 * ROW);
});

test('the first row is reached from anywhere', () => {
  expect(scrollToRow(0, ROW, 123, VIEWPORT)).toBe(0);
});

test('the arrow keys stop at either end', () => {
  expect(rowAfterKey('ArrowDown', 9, 10, 8)).toBe(9);
  expect(rowAfterKey('ArrowUp', 0, 10, 8)).toBe(0);
  expect(rowAfterKey('PageDown', 5, 10, 8)).toBe(9);
  expect(rowAfterKey('PageUp', 5, 10, 8)).toBe(0);
});

test('the first key press enters the list at its first row', () => {
  expect(rowAfterKey('ArrowDown', -1, 10, 8)).toBe(0);
  expect(rowAfterKey('End', -1, 10, 8)).toBe(9);
});

test('other keys, and any key in an empty list, move nothing', () => {
  expect(rowAfterKey('a', 3, 10, 8)).toBeNull();
  expect(rowAfterKey('ArrowDown', -1, 0, 8)).toBeNull();
});
