import { MAX_LABEL } from '@/core/types';

/** A labelmap whose objects are numbered 1 to n without gaps, in the order that they had. Linear in pixels. */
export function numberDensely(labels: Uint16Array): Uint16Array {
  const given = new Uint16Array(MAX_LABEL + 2);
  for (const label of labels) given[label] = 1;
  given[0] = 0;
  let next = 0;
  for (let label = 1; label < given.length; label++) if (given[label] === 1) given[label] = ++next;
  return labels.map((label) => given[label] as number);
}
