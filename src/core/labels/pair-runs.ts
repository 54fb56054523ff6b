/**
 * Walks two labelings of the same image together, in runs along which neither changes. Linear in
 * pixels. Runs continue over the end of a row.
 *
 * @param visit receives the run's value in `a`, its value in `b`, and its pixels
 */
export function eachPairRun(
  a: Uint16Array | Uint32Array,
  b: Uint16Array | Uint32Array,
  visit: (inA: number, inB: number, pixels: number) => void,
): void {
  for (let i = 0; i < a.length; ) {
    const first = i;
    const inA = a[i] as number;
    const inB = b[i] as number;
    do i++;
    while (i < a.length && a[i] === inA && b[i] === inB);
    visit(inA, inB, i - first);
  }
}
