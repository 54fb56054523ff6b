/** How a PNG's inflated bytes become rows of samples: passes, filters, packing. */

/** One pass of a picture: which pixels it holds, and the bytes of each of its rows. */
export interface Pass {
  readonly xStart: number;
  readonly yStart: number;
  readonly xStep: number;
  readonly yStep: number;
  readonly columns: number;
  readonly rows: number;
  /** Without the filter byte. */
  readonly rowBytes: number;
}

/** xStart, yStart, xStep, yStep of the seven Adam7 passes (PNG specification, section 8.1). */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The passes that hold any pixel, in file order. */
export function passesOf(
  width: number,
  height: number,
  bitsPerPixel: number,
  isInterlaced: boolean,
): Pass[] {
  const steps = isInterlaced ? ADAM7 : ([[0, 0, 1, 1]] as const);
  return steps
    .map(([xStart, yStart, xStep, yStep]) => {
      const columns = Math.ceil((width - xStart) / xStep);
      const rows = Math.ceil((height - yStart) / yStep);
      const rowBytes = Math.ceil((columns * bitsPerPixel) / 8);
      return { xStart, yStart, xStep, yStep, columns, rows, rowBytes };
    })
    .filter(({ columns, rows }) => columns > 0 && rows > 0);
}

/**
 * Undoes a row's filter in place (PNG specification, section 9).
 *
 * @param row      filter byte, then the filtered bytes
 * @param previous the same for the row above, already unfiltered; zeros above the first row
 * @param unit     bytes of a whole pixel, at least 1
 * @returns        whether the filter byte is known
 */
export function unfilter(row: Uint8Array, previous: Uint8Array, unit: number): boolean {
  switch (row[0]) {
    case 0:
      return true;
    case 1:
      for (let i = unit + 1; i < row.length; i++)
        row[i] = (row[i] as number) + (row[i - unit] as number);
      return true;
    case 2:
      for (let i = 1; i < row.length; i++) row[i] = (row[i] as number) + (previous[i] as number);
      return true;
    case 3:
      for (let i = 1; i < row.length; i++) {
        const left = i > unit ? (row[i - unit] as number) : 0;
        row[i] = (row[i] as number) + ((left + (previous[i] as number)) >> 1);
      }
      return true;
    case 4:
      for (let i = 1; i <= unit; i++) row[i] = (row[i] as number) + (previous[i] as number);
      for (let i = unit + 1; i < row.length; i++) {
        row[i] =
          (row[i] as number) +
          paeth(row[i - unit] as number, previous[i] as number, previous[i - unit] as number);
      }
      return true;
    default:
      return false;
  }
}

/** Whichever of left, above and above-left is nearest to left + above − aboveLeft. */
export function paeth(left: number, above: number, aboveLeft: number): number {
  const toLeft = Math.abs(above - aboveLeft);
  const toAbove = Math.abs(left - aboveLeft);
  const toAboveLeft = Math.abs(left + above - 2 * aboveLeft);
  if (toLeft <= toAbove && toLeft <= toAboveLeft) return left;
  return toAbove <= toAboveLeft ? above : aboveLeft;
}

/** Calls `onRow` with each complete row as inflated bytes arrive; the row is reused afterwards. */
export function assembleRows(
  passes: readonly Pass[],
  unit: number,
  onRow: (row: Uint8Array, pass: Pass, index: number) => void,
): {
  /** Takes the next bytes; false when a row has an unknown filter. */
  push(bytes: Uint8Array): boolean;
  isComplete(): boolean;
} {
  let pass = 0;
  let index = 0;
  let filled = 0;
  let row = new Uint8Array(1 + (passes[0]?.rowBytes ?? 0));
  let previous = new Uint8Array(row.length);

  function next(current: Pass): void {
    filled = 0;
    index++;
    if (index < current.rows) {
      [row, previous] = [previous, row];
      return;
    }
    index = 0;
    pass++;
    row = new Uint8Array(1 + (passes[pass]?.rowBytes ?? 0));
    previous = new Uint8Array(row.length);
  }

  return {
    push(bytes) {
      let at = 0;
      for (;;) {
        const current = passes[pass];
        if (!current || at === bytes.length) return true; // what follows the last row is ignored
        const take = Math.min(row.length - filled, bytes.length - at);
        row.set(bytes.subarray(at, at + take), filled);
        at += take;
        filled += take;
        if (filled < row.length) return true;
        if (!unfilter(row, previous, unit)) return false;
        onRow(row, current, index);
        next(current);
      }
    },
    isComplete: () => pass === passes.length,
  };
}
