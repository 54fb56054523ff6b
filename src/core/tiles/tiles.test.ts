import { describe, expect, test } from 'vitest';
import type { Rect, Size } from '@/core/types';
import { probabilityByte } from './probability';
import { stretch } from './resize';
import { TileBlend, type TileGrid, tileGrid, tileRamp, tileStarts, tilesMeeting } from './tiles';

const RAMP = { min: 0.02, max: 0.25 };

/** Repeatable numbers in −1…1 (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * 2 - 1;
  };
}

function randomLogits(grid: TileGrid, seed: number): Float32Array[] {
  const next = random(seed);
  return Array.from({ length: grid.rows.length * grid.columns.length }, () =>
    Float32Array.from({ length: (grid.side / 2) ** 2 * 2 }, () => 4 * next()),
  );
}

function blend(grid: TileGrid, image: Size, rect: Rect, logits: Float32Array[]): TileBlend {
  const result = new TileBlend(grid, image, rect, RAMP);
  for (const tile of result.tiles) result.add(logits[tile.index] as Float32Array);
  return result;
}

/** The blend as written in training: whole planes of sums and weights, divided at the end. */
function blendWholePlanes(grid: TileGrid, image: Size, logits: Float32Array[]): Uint8Array {
  const { side, size } = grid;
  const sums = new Float32Array(size.width * size.height);
  const weights = new Float32Array(size.width * size.height);
  const half = { width: side / 2, height: side / 2 };
  const ramp = tileRamp(side, RAMP);
  for (const tile of tilesMeeting(grid, { x: 0, y: 0, ...size })) {
    const plane = (logits[tile.index] as Float32Array).subarray(0, (side / 2) ** 2);
    const full = stretch(plane, half, { width: side, height: side });
    for (let y = 0; y < Math.min(side, size.height - tile.y); y++)
      for (let x = 0; x < Math.min(side, size.width - tile.x); x++) {
        const weight = (ramp[y] as number) * (ramp[x] as number);
        const at = (tile.y + y) * size.width + tile.x + x;
        sums[at] = (sums[at] as number) + weight * (full[y * side + x] as number);
        weights[at] = (weights[at] as number) + weight;
      }
  }
  const blended = sums.map((sum, i) => sum / (weights[i] as number));
  return Uint8Array.from(stretch(blended, size, image), probabilityByte);
}

function largestDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] as number))), 0);
}

describe('tileStarts', () => {
  // What `tile_starts` of the training code returns.
  test.each([
    [300, 512, 24, [0]],
    [512, 512, 24, [0]],
    [513, 512, 24, [0, 1]],
    [1000, 512, 24, [0, 488]],
    [1000, 512, 64, [0, 244, 488]],
    [1001, 512, 24, [0, 244, 489]], // 244.5 rounds to the even number
    [1025, 512, 24, [0, 256, 513]],
    [4001, 512, 24, [0, 436, 872, 1308, 1744, 2181, 2617, 3053, 3489]],
  ])('of %i pixels with tiles of %i overlapping by %i', (length, side, overlap, starts) => {
    expect(tileStarts(length, side, overlap)).toEqual(starts);
  });

  test('cover every length to its end, each overlapping the next by the overlap or more', () => {
    for (let length = 513; length < 3000; length++) {
      const starts = tileStarts(length, 512, 24);
      expect(starts[0]).toBe(0);
      expect(starts.at(-1)).toBe(length - 512);
      for (let i = 1; i < starts.length; i++)
        expect((starts[i] as number) - (starts[i - 1] as number)).toBeLessThanOrEqual(488);
    }
  });
});

test('the ramp falls to its least value at the border of a tile and is flat inside', () => {
  const ramp = tileRamp(512, RAMP);
  expect(ramp[0]).toBeCloseTo(0.02);
  expect(ramp[511]).toBeCloseTo(0.02);
  expect(ramp[20]).toBeCloseTo(41 / 512);
  expect(ramp[256]).toBeCloseTo(0.25);
});

test('tilesMeeting names the tiles in reading order', () => {
  const grid = tileGrid({ width: 30, height: 30 }, 12, 2); // starts 0, 9, 18
  const corner = tilesMeeting(grid, { x: 12, y: 8, width: 1, height: 2 });
  expect(corner).toEqual([
    { index: 1, x: 9, y: 0 },
    { index: 4, x: 9, y: 9 },
  ]);
});

describe('TileBlend', () => {
  const sizes: [string, Size, Size][] = [
    ['several tiles, three deep in places', { width: 41, height: 53 }, { width: 41, height: 53 }],
    ['a picture smaller than a tile', { width: 9, height: 13 }, { width: 9, height: 13 }],
    ['one row of tiles', { width: 60, height: 10 }, { width: 60, height: 10 }],
    ['an image finer than the model', { width: 41, height: 53 }, { width: 97, height: 130 }],
    ['an image coarser than the model', { width: 41, height: 53 }, { width: 15, height: 21 }],
  ];

  test.each(sizes)('agrees with blending whole planes: %s', (_, scaled, image) => {
    const grid = tileGrid(scaled, 16, 3);
    const logits = randomLogits(grid, 1);
    const got = blend(grid, image, { x: 0, y: 0, ...image }, logits);
    // Sums in another order may round to the neighbouring byte.
    expect(largestDifference(got.probability, blendWholePlanes(grid, image, logits))).toBeLessThan(
      2,
    );
    const core = blendWholePlanes(
      grid,
      image,
      logits.map((l) => l.slice(l.length / 2)),
    );
    expect(largestDifference(got.core, core)).toBeLessThan(2);
  });

  test.each(sizes)('of a part is the crop of the whole: %s', (_, scaled, image) => {
    const grid = tileGrid(scaled, 16, 3);
    const logits = randomLogits(grid, 2);
    const whole = blend(grid, image, { x: 0, y: 0, ...image }, logits);
    const rect = {
      x: Math.floor(image.width / 3),
      y: Math.floor(image.height / 2),
      width: Math.ceil(image.width / 3),
      height: Math.floor(image.height / 3),
    };
    const got = blend(grid, image, rect, logits);
    const crop = Uint8Array.from(
      { length: rect.width * rect.height },
      (_, i) =>
        whole.probability[
          (rect.y + Math.floor(i / rect.width)) * image.width + rect.x + (i % rect.width)
        ] as number,
    );
    expect(largestDifference(got.probability, crop)).toBeLessThan(2);
  });

  test('of a small part asks only for the tiles it needs', () => {
    const grid = tileGrid({ width: 100, height: 100 }, 16, 3);
    const { tiles } = new TileBlend(grid, grid.size, { x: 0, y: 0, width: 4, height: 4 }, RAMP);
    expect(tiles.map((tile) => tile.index)).toEqual([0]);
  });

  test('refuses a tile too many', () => {
    const grid = tileGrid({ width: 16, height: 16 }, 16, 3);
    const [logits] = randomLogits(grid, 3) as [Float32Array];
    const whole = blend(grid, grid.size, { x: 0, y: 0, ...grid.size }, [logits]);
    expect(() => whole.add(logits)).toThrow('All 1 tiles');
  });
});

test('probabilityByte is at least 128 exactly for logits of 0 and above', () => {
  expect(probabilityByte(0)).toBe(128);
  expect(probabilityByte(1e-6)).toBe(128);
  expect(probabilityByte(-1e-6)).toBe(127);
});

test('probabilityByte is the rounded sigmoid to within one step', () => {
  const next = random(9);
  for (let i = 0; i < 2000; i++) {
    const logit = 10 * next();
    const exact = 255 / (1 + Math.exp(-logit));
    expect(Math.abs(probabilityByte(logit) - exact)).toBeLessThan(0.6);
  }
});
