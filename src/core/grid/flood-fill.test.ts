import { describe, expect, test } from 'vitest';
import type { Size } from '@/core/types';
import { draw, drawing, labelsOf, randomSequence, rows } from '@/testing/ascii';
import { floodLabel, growRegion, type Region } from './flood-fill';

/** A region put back into its image. */
function shown(size: Size, region: Region | null): string[] {
  const mask = new Uint8Array(size.width * size.height);
  if (!region) expect.fail('no region');
  const { rect } = region;
  region.mask.forEach((value, i) => {
    const y = rect.y + Math.floor(i / rect.width);
    mask[y * size.width + rect.x + (i % rect.width)] = value;
  });
  return draw(size, mask);
}

describe('growRegion', () => {
  const { size, values } = drawing(`
    5555.....
    5555.5...
    555556...
    ......6..
    ....5555.`);
  const grey = Uint8Array.from(values, (v) => v * 20);
  const seed = { x: 1.5, y: 1.5 };

  test('reaches similar pixels that touch by an edge', () => {
    const region = growRegion(size, grey, 1, seed, 25);
    expect(shown(size, region)).toEqual(
      rows(`
      1111.....
      1111.1...
      111111...
      .........
      .........`),
    );
    expect(region).toMatchObject({
      rect: { x: 0, y: 0, width: 6, height: 3 },
      areaPx: 15,
      cutOff: false,
    });
  });

  test('the tolerance is the distance from the mean around the seed', () => {
    expect(growRegion(size, grey, 1, seed, 19.9)?.areaPx).toBe(13);
    expect(growRegion(size, grey, 1, seed, 20)?.areaPx).toBe(15);
    expect(growRegion(size, grey, 1, seed, 255)?.areaPx).toBe(45);
  });

  test('colours are compared by their distance in RGB', () => {
    const rgb = Uint8Array.of(10, 10, 10, 10, 10, 10, 10, 10, 10, 13, 14, 10, 13, 14, 10);
    const line = { width: 5, height: 1 };
    expect(growRegion(line, rgb, 3, { x: 0.5, y: 0.5 }, 4.9)?.areaPx).toBe(3);
    expect(growRegion(line, rgb, 3, { x: 0.5, y: 0.5 }, 5)?.areaPx).toBe(5);
  });

  test('the pixel under the seed belongs even when it is noise', () => {
    const noisy = grey.slice();
    noisy[10] = 255;
    const region = growRegion(size, noisy, 1, seed, 30);
    expect(region?.areaPx).toBe(15);
    expect(shown(size, region)[1]).toBe('1111.1...');
  });

  test('stops when there is enough, and says so', () => {
    const wide = { width: 100, height: 100 };
    const region = growRegion(wide, new Uint8Array(10_000), 1, { x: 50, y: 50 }, 0, 250);
    expect(region?.cutOff).toBe(true);
    expect(region?.areaPx).toBeGreaterThanOrEqual(250);
    expect(region?.areaPx).toBeLessThan(350);
    const all = growRegion(wide, new Uint8Array(10_000), 1, { x: 50, y: 50 }, 0, 10_000);
    expect(all).toMatchObject({ areaPx: 10_000, cutOff: false });
  });

  test('a seed outside the image has no region', () => {
    expect(growRegion(size, grey, 1, { x: 9, y: 1 }, 9)).toBeNull();
    expect(growRegion(size, grey, 1, { x: 2, y: -0.1 }, 9)).toBeNull();
  });
});

describe('floodLabel', () => {
  test('takes one piece of one label, through the narrowest passage but not a corner', () => {
    const { size, data } = labelsOf(`
      111.22
      1.1.22
      1.11..
      1....1
      11111.`);
    expect(shown(size, floodLabel(size, data, { x: 0.5, y: 0.5 }))).toEqual(
      rows(`
      111...
      1.1...
      1.11..
      1.....
      11111.`),
    );
    expect(floodLabel(size, data, { x: 5.5, y: 0.5 })?.rect).toEqual({
      x: 4,
      y: 0,
      width: 2,
      height: 2,
    });
  });

  test('agrees with spreading pixel by pixel on noise', () => {
    const random = randomSequence(77);
    const size = { width: 33, height: 29 };
    const labels = Uint16Array.from({ length: 957 }, () => (random() < 0.62 ? 1 : 0));
    for (let at = 0; at < labels.length; at += 37) {
      const reached = new Set([at]);
      for (const i of reached) {
        const x = i % 33;
        const beside = [x > 0 ? i - 1 : -1, x < 32 ? i + 1 : -1, i - 33, i + 33];
        for (const j of beside) if (labels[j] === labels[at]) reached.add(j);
      }
      const seed = { x: (at % 33) + 0.5, y: Math.floor(at / 33) + 0.5 };
      const expected = Array.from(labels, (_, i) => (reached.has(i) ? 1 : 0));
      expect(shown(size, floodLabel(size, labels, seed))).toEqual(draw(size, expected));
    }
  });
});
