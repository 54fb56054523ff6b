/** Changes the facts that a slice names, and no others. */
export type SliceSetter<Facts> = (
  change: Partial<Facts> | ((facts: Facts) => Partial<Facts>),
) => void;
