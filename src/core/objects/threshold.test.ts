import { describe, expect, test } from 'vitest';
import { thresholdLevel } from './threshold';

describe('thresholdLevel', () => {
  test('one half is level 128', () => {
    expect(thresholdLevel(0.5)).toBe(128);
  });

  test('a pixel is object exactly when its probability is above the threshold', () => {
    const thresholds = [0.02, 0.1, 1 / 3, 0.7, 0.999];
    for (let k = 0; k <= 254; k++) thresholds.push(k / 255);
    for (const threshold of thresholds) {
      const level = thresholdLevel(threshold);
      expect(level / 255).toBeGreaterThan(threshold);
      expect((level - 1) / 255).toBeLessThanOrEqual(threshold);
    }
  });

  test('probability zero is never object, and nothing is above one', () => {
    expect(thresholdLevel(0)).toBe(1);
    expect(thresholdLevel(-0.3)).toBe(1);
    expect(thresholdLevel(1)).toBe(256);
    expect(thresholdLevel(2)).toBe(256);
  });
});
