/**
 * Detects images unlike the training data from the encoder's pooled features. Any of three signs is
 * enough: far from every class after whitening (squared Mahalanobis distance; Lee et al., "A Simple
 * Unified Framework for Detecting Out-of-Distribution Samples", 2018), much left outside the
 * whitened subspace, or a linear head trained on other images says so. A hint, not a guard: some
 * unfamiliar images pass.
 */

/** Statistics of the training data's descriptors; limits are 99.5 % quantiles. */
export interface DescriptorStats {
  readonly mean: readonly number[];
  /** One row for each feature, one whitened direction a column. */
  readonly projection: readonly (readonly number[])[];
  readonly classMeans: readonly (readonly number[])[];
  readonly distance99_5: readonly number[];
  readonly residual99_5: number;
  readonly familiar: {
    readonly weight: readonly number[];
    readonly bias: number;
    readonly threshold: number;
  };
}

export interface Familiarity {
  readonly isUnfamiliar: boolean;
  /** Squared whitened distance to the nearest class over that class's limit; above 1 counts. */
  readonly distanceRatio: number;
  /** Squared length outside the projection over its limit; above 1 counts. */
  readonly residualRatio: number;
  /** The linear head's value above its threshold; below 0 counts. */
  readonly familiarMargin: number;
}

/**
 * How unlike the training data an image is.
 *
 * @param descriptor the encoder's pooled features; for tiles the median of each
 */
export function assessFamiliarity(descriptor: Float32Array, stats: DescriptorStats): Familiarity {
  const centred = stats.mean.map((mean, i) => (descriptor[i] as number) - mean);
  const directions = stats.classMeans[0]?.length ?? 0;
  const whitened = new Array<number>(directions).fill(0);
  const lengths = new Array<number>(directions).fill(0);
  stats.projection.forEach((row, i) => {
    row.forEach((value, k) => {
      whitened[k] = (whitened[k] as number) + value * (centred[i] as number);
      lengths[k] = (lengths[k] as number) + value * value;
    });
  });

  const distances = stats.classMeans.map((mean) =>
    mean.reduce((sum, value, k) => sum + ((whitened[k] as number) - value) ** 2, 0),
  );
  const nearest = distances.indexOf(Math.min(...distances));
  const distanceRatio = (distances[nearest] as number) / (stats.distance99_5[nearest] as number);

  // The columns are orthogonal, scaled by 1 / deviation: undo the scale to measure in raw features.
  const inside = whitened.reduce((sum, value, k) => sum + value ** 2 / (lengths[k] as number), 0);
  const all = centred.reduce((sum, value) => sum + value ** 2, 0);
  const residualRatio = (all - inside) / stats.residual99_5;

  const { weight, bias, threshold } = stats.familiar;
  const familiarMargin =
    weight.reduce((sum, value, i) => sum + value * (descriptor[i] as number), bias) - threshold;

  return {
    isUnfamiliar: distanceRatio > 1 || residualRatio > 1 || familiarMargin < 0,
    distanceRatio,
    residualRatio,
    familiarMargin,
  };
}

/** The median of each feature over several descriptors of one length. */
export function medianDescriptor(descriptors: readonly Float32Array[]): Float32Array {
  const first = descriptors[0];
  if (!first) throw new RangeError('The median of no descriptors');
  const middle = (descriptors.length - 1) / 2;
  return first.map((_, i) => {
    const sorted = Float32Array.from(descriptors, (d) => d[i] as number).sort();
    return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
  });
}
