import { describe, expect, test } from 'vitest';
import { labelsOf } from '@/testing/ascii';
import { ADDED, type MaskPaint, paintMask, REASSIGNED, REMOVED } from './paint-mask';

const size = { width: 6, height: 5 };
const labels = Uint16Array.from(
  ['......', '.11...', '.112..', '...2..', '......'].join('').replaceAll('.', '0'),
  Number,
);
const fill = new Uint32Array(65536).fill(1, 1);
const contour = new Uint32Array(65536).fill(2, 1);
const paint: MaskPaint = {
  size,
  labels,
  against: null,
  probability: null,
  doubtLow: 0,
  doubtHigh: 0,
  fill,
  contour,
  isHatched: false,
};

function draw(
  scale: number,
  area = { x: 0, y: 0, width: 6 * scale, height: 5 * scale },
  own = paint,
) {
  const target = new Uint32Array(area.width * area.height);
  paintMask(target, area, { scale, offsetX: 0, offsetY: 0 }, 1, own);
  return target;
}

function picture(pixels: Uint32Array, width: number): string[] {
  const rows: string[] = [];
  for (let i = 0; i < pixels.length; i += width)
    rows.push(Array.from(pixels.subarray(i, i + width), (p) => ' f#'[p] ?? 'd').join(''));
  return rows;
}

describe('painting a labelmap', () => {
  test('an enlarged object is filled, with a contour one canvas pixel on either side of its border', () => {
    const one = {
      ...paint,
      size: { width: 3, height: 3 },
      labels: Uint16Array.of(0, 0, 0, 0, 7, 0, 0, 0, 0),
    };
    expect(picture(draw(4, { x: 0, y: 0, width: 12, height: 12 }, one), 12)).toEqual([
      '            ',
      '            ',
      '            ',
      '    ####    ',
      '   ######   ',
      '   ##ff##   ',
      '   ##ff##   ',
      '   ######   ',
      '    ####    ',
      '            ',
      '            ',
      '            ',
    ]);
  });

  test('a rectangle painted alone equals that part of the whole picture', () => {
    const whole = draw(5);
    const area = { x: 7, y: 4, width: 11, height: 13 };
    const part = draw(5, area);
    for (let y = 0; y < area.height; y++)
      for (let x = 0; x < area.width; x++)
        expect(part[y * area.width + x]).toBe(whole[(y + area.y) * 30 + x + area.x]);
  });

  test('touching objects are kept apart by a contour', () => {
    const rows = picture(draw(4), 24);
    expect(rows[9]?.slice(4, 16)).toBe('#ffffff##ff#');
  });

  test('nothing is drawn outside the image or without labels', () => {
    const area = { x: -9, y: -9, width: 8, height: 8 };
    expect(draw(1, area).every((pixel) => pixel === 0)).toBe(true);
    expect(draw(3, undefined, { ...paint, labels: null }).every((pixel) => pixel === 0)).toBe(true);
  });

  test('only pixels inside the doubtful band are striped', () => {
    const probability = new Uint8Array(30).fill(10);
    probability[2 * 6 + 4] = 128;
    const doubtful = {
      ...paint,
      labels: new Uint16Array(30),
      probability,
      doubtLow: 77,
      doubtHigh: 178,
    };
    const pixels = draw(8, undefined, doubtful);
    for (let y = 0; y < 40; y++)
      for (let x = 0; x < 48; x++) {
        const isInside = x >= 32 && x < 40 && y >= 16 && y < 24;
        if (!isInside) expect(pixels[y * 48 + x]).toBe(0);
      }
    // Light beside dark, so that it is seen on a bright picture as on a dark one.
    const seen = new Set(pixels.subarray(20 * 48 + 32, 20 * 48 + 40));
    expect(seen).toContain(0xe0ffffff);
    expect(seen).toContain(0xe0000000);
  });

  test('a difference shows each pixel that counts as changed: added, removed, and merged into another nucleus', () => {
    const before = labelsOf(`
      1 1 1 . . .
      1 1 1 2 2 2
      . . . 2 2 2
    `);
    const merged = labelsOf(`
      1 1 1 1 . .
      1 1 1 1 1 1
      . . . 1 1 .
    `);
    const own = {
      ...paint,
      size: before.size,
      labels: merged.data,
      against: before.data,
      fill: Uint32Array.from({ length: 4 }, (_, kind) => kind),
      contour: Uint32Array.from({ length: 4 }, (_, kind) => kind),
    };
    // The middle of an enlarged pixel is beyond every contour.
    const scale = 5;
    const pixels = draw(scale, { x: 0, y: 0, width: 30, height: 15 }, own);
    const middle = (_: unknown, i: number) =>
      pixels[(scale * Math.floor(i / 6) + 2) * 30 + scale * (i % 6) + 2];
    const [a, r, o] = [ADDED, REMOVED, REASSIGNED];
    expect(Array.from({ length: 18 }, middle)).toEqual(
      [
        [0, 0, 0, a, 0, 0],
        [0, 0, 0, o, o, o],
        [0, 0, 0, o, o, r],
      ].flat(),
    );
  });
});
