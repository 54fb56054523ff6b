import { describe, expect, test } from 'vitest';
import { assessFamiliarity, type DescriptorStats, medianDescriptor } from './unfamiliar';

/** Three features: the first two are whitened (deviations 2 and 0.5), the third is left over. */
const stats: DescriptorStats = {
  mean: [1, 1, 1],
  projection: [
    [0.5, 0],
    [0, 2],
    [0, 0],
  ],
  classMeans: [
    [0, 0],
    [4, 0],
  ],
  distance99_5: [9, 4],
  residual99_5: 2,
  familiar: { weight: [0, 0, -1], bias: 5, threshold: 0 },
};

describe('assessFamiliarity', () => {
  test('knows a descriptor at the mean of a class', () => {
    const got = assessFamiliarity(Float32Array.of(9, 1, 1), stats); // whitened: 4, 0
    expect(got.isUnfamiliar).toBe(false);
    expect(got.distanceRatio).toBeCloseTo(0);
    expect(got.residualRatio).toBeCloseTo(0);
    expect(got.familiarMargin).toBeCloseTo(4);
  });

  test('measures the distance to the nearest class against the limit of that class', () => {
    const got = assessFamiliarity(Float32Array.of(9, 2.5, 1), stats); // whitened: 4, 3
    expect(got.distanceRatio).toBeCloseTo(9 / 4);
    expect(got.isUnfamiliar).toBe(true);
  });

  test('measures what lies outside the projection in raw features', () => {
    const got = assessFamiliarity(Float32Array.of(3, 1.5, 3), stats);
    expect(got.residualRatio).toBeCloseTo(4 / 2);
    expect(got.distanceRatio).toBeLessThan(1);
    expect(got.isUnfamiliar).toBe(true);
  });

  test('heeds the linear head where both distances are small', () => {
    const strict = { ...stats, familiar: { ...stats.familiar, threshold: 4.5 } };
    const got = assessFamiliarity(Float32Array.of(1, 1, 1), strict);
    expect(got.familiarMargin).toBeCloseTo(-0.5);
    expect(got.distanceRatio).toBeLessThan(1);
    expect(got.isUnfamiliar).toBe(true);
  });
});

describe('medianDescriptor', () => {
  test('is not moved by one odd tile', () => {
    const tiles = [Float32Array.of(1, 5), Float32Array.of(2, 6), Float32Array.of(900, -900)];
    expect([...medianDescriptor(tiles)]).toEqual([2, 5]);
  });

  test('of an even number is the mean of the middle two', () => {
    expect([...medianDescriptor([Float32Array.of(1), Float32Array.of(4)])]).toEqual([2.5]);
  });
});
