import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Size } from '@/core/types';
import { expandRuns, labelsOf, numbersOf, randomSequence } from '@/testing/ascii';
import { distanceToOtherSquared, FAR, nearestLabelled } from './distance';

interface Golden {
  readonly name: string;
  readonly size: Size;
  readonly mask: string;
  readonly squared: string;
}

const golden: Golden[] = JSON.parse(
  readFileSync(new URL('../golden/distance.json', import.meta.url), 'utf8'),
);

function randomLabels(seed: number, size: Size, share: number): Uint16Array {
  const random = randomSequence(seed);
  return Uint16Array.from({ length: size.width * size.height }, () =>
    random() < share ? 1 + Math.floor(random() * 3) : 0,
  );
}

/** The least squared distance from a pixel to one that fits, or FAR. */
function bruteForce(size: Size, from: number, fits: (i: number) => boolean): number {
  let least = FAR;
  for (let i = 0; i < size.width * size.height; i++) {
    if (!fits(i)) continue;
    const dx = (i % size.width) - (from % size.width);
    const dy = Math.floor(i / size.width) - Math.floor(from / size.width);
    least = Math.min(least, dx * dx + dy * dy);
  }
  return least;
}

describe('distanceToOtherSquared', () => {
  test.each(golden)('$name: inside and outside as SciPy', ({ size, mask, squared }) => {
    const distance = distanceToOtherSquared(size, Uint8Array.from(expandRuns(mask)));
    expect([...distance]).toEqual(numbersOf(squared).map((d) => (d < 0 ? FAR : d)));
  });

  test.each([0.02, 0.3, 1])('each object measures to what is not it (%d labelled)', (share) => {
    const size = { width: 23, height: 19 };
    const labels = randomLabels(11, size, share);
    // Wider runs than single pixels.
    for (let i = 0; i < labels.length; i++) {
      if (i % 5 !== 0) labels[i] = labels[i - 1] as number;
    }
    const distance = distanceToOtherSquared(size, labels);
    for (let i = 0; i < labels.length; i++) {
      expect(distance[i]).toBe(bruteForce(size, i, (j) => labels[j] !== labels[i]));
    }
  });

  test('distances beyond what 32-bit floats hold are exact', () => {
    const size = { width: 6001, height: 1 };
    const mask = new Uint8Array(size.width);
    mask[0] = 1;
    expect(distanceToOtherSquared(size, mask)[5999]).toBe(5999 ** 2);
    expect(distanceToOtherSquared({ width: 1, height: 6001 }, mask)[5999]).toBe(5999 ** 2);
  });
});

describe('nearestLabelled', () => {
  test.each([0.004, 0.05, 0.5])('no labelled pixel is nearer (%d labelled)', (share) => {
    const size = { width: 31, height: 27 };
    const labels = randomLabels(4, size, share);
    const radiusPx = 5.5;
    const nearest = nearestLabelled(size, labels, radiusPx);
    for (let i = 0; i < labels.length; i++) {
      const least = bruteForce(size, i, (j) => labels[j] !== 0);
      const found = nearest[i] as number;
      if (least > radiusPx ** 2) {
        expect(found).toBe(-1);
      } else {
        expect(labels[found]).not.toBe(0);
        expect(bruteForce(size, i, (j) => j === found)).toBe(least);
      }
    }
  });

  test('the radius reaches to the centre of the last pixel, and nothing is near in an empty map', () => {
    const { size, data } = labelsOf('1....');
    expect([...nearestLabelled(size, data, 2)]).toEqual([0, 0, 0, -1, -1]);
    expect([...nearestLabelled(size, new Uint16Array(5), 9)]).toEqual([-1, -1, -1, -1, -1]);
  });
});
