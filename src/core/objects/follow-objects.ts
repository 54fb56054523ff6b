import { eachPairRun } from '@/core/labels/pair-runs';
import { MAX_BASIN_LABEL, MAX_LABEL } from '@/core/types';

/**
 * New numbers for objects of a labelmap, as pairs [own, given, …]. Labels without a pair keep their
 * own number. A given 0 means that no number was left.
 */
export type Renumbering = Uint16Array;

/**
 * Numbers the objects of a new labelmap after those of the one before. Edits, classes and the
 * selection name objects by number and so keep their meaning.
 *
 * Two objects are the same when they share at least half of the smaller one. The pair that shares
 * most is matched first, each object once. A number of the old labelmap, or one that is still named
 * elsewhere, never goes to an unmatched object: two objects cannot become one by accident. Linear
 * in pixels.
 *
 * @param before labels as they were, row-major
 * @param after new labels of the same image, with their own numbers
 * @param named labels that are named elsewhere, though they may have no pixel
 * @param highestOwn the new labelmap's highest label, including those that show only at a lower
 *   threshold
 */
export function followObjects(
  before: Uint16Array,
  after: Uint16Array,
  named: Iterable<number>,
  highestOwn: number,
): Renumbering {
  const given = new Uint16Array(MAX_LABEL + 1);
  const isTaken = new Uint8Array(MAX_LABEL + 1);
  isTaken[0] = 1;
  const { pairs, areaBefore } = overlapsOf(before, after);
  for (const { old, own } of pairs) {
    if (given[own] !== 0 || isTaken[old] === 1) continue;
    given[own] = old;
    isTaken[old] = 1;
  }
  for (const label of named) isTaken[label] = 1;
  areaBefore.forEach((area, label) => {
    if (area > 0) isTaken[label] = 1;
  });
  numberOthers(given, isTaken, highestOwn);
  const renumbering: number[] = [];
  for (let own = 1; own <= highestOwn; own++) {
    if (given[own] !== own) renumbering.push(own, given[own] as number);
  }
  return Uint16Array.from(renumbering);
}

/** Gives `labels` their numbers, in place. */
export function renumber(labels: Uint16Array, renumbering: Renumbering): void {
  const given = Uint16Array.from({ length: MAX_LABEL + 1 }, (_, label) => label);
  for (let i = 0; i < renumbering.length; i += 2) {
    given[renumbering[i] as number] = renumbering[i + 1] as number;
  }
  for (let i = 0; i < labels.length; i++) labels[i] = given[labels[i] as number] as number;
}

/**
 * Unmatched objects keep their number if it is free. Otherwise they get the lowest number of
 * nobody: one that a matched object left, or the next above all others. If there is none, they get
 * one from the end, where numbers belong to specks at most.
 */
function numberOthers(given: Uint16Array, isTaken: Uint8Array, highestOwn: number): void {
  const displaced: number[] = [];
  const free: number[] = [];
  for (let own = 1; own <= highestOwn; own++) {
    if (given[own] === 0 && isTaken[own] === 1) displaced.push(own);
    else if (given[own] === 0) given[own] = own;
    else if (isTaken[own] === 0) free.push(own);
  }
  for (let next = highestOwn + 1; next <= MAX_BASIN_LABEL; next++)
    if (isTaken[next] === 0) free.push(next);
  let end = highestOwn;
  displaced.forEach((own, i) => {
    const next = free[i];
    if (next !== undefined) {
      given[own] = next;
      return;
    }
    while (end > own && given[end] !== end) end--;
    if (end <= own) return;
    given[own] = end;
    given[end--] = 0;
  });
}

interface Overlap {
  readonly old: number;
  readonly own: number;
  readonly pixels: number;
}

/** Pairs of labels that are the same object, those that share most first. */
function overlapsOf(
  before: Uint16Array,
  after: Uint16Array,
): { readonly pairs: readonly Overlap[]; readonly areaBefore: Uint32Array } {
  const areaBefore = new Uint32Array(MAX_LABEL + 1);
  const areaAfter = new Uint32Array(MAX_LABEL + 1);
  const shared = new Map<number, number>();
  const base = MAX_LABEL + 1;
  eachPairRun(before, after, (old, own, pixels) => {
    (areaBefore[old] as number) += pixels;
    (areaAfter[own] as number) += pixels;
    const key = old * base + own;
    if (old > 0 && own > 0) shared.set(key, (shared.get(key) ?? 0) + pixels);
  });
  areaBefore[0] = 0;
  const pairs = [...shared]
    .map(([key, pixels]) => ({ old: Math.floor(key / base), own: key % base, pixels }))
    .filter(({ old, own, pixels }) => {
      const smaller = Math.min(areaBefore[old] as number, areaAfter[own] as number);
      return 2 * pixels >= smaller;
    })
    .sort((a, b) => b.pixels - a.pixels || a.old - b.old || a.own - b.own);
  return { pairs, areaBefore };
}
