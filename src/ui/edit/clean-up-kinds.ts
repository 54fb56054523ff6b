import type { CleanUp } from '@/state/edit/clean-up';

export type CleanUpKind = CleanUp['kind'];

/** The user's numbers for the operations that take one. */
export interface CleanUpNumbers {
  readonly minAreaPx: number;
  readonly radiusPx: number;
}

export const CLEAN_UP_KINDS: readonly CleanUpKind[] = [
  'keep-largest',
  'keep-only',
  'fill-holes',
  'remove-small',
  'smooth',
  'grow',
  'shrink',
];

/** The operation of a kind with the numbers it takes. */
export function cleanUpOf(
  kind: CleanUpKind,
  { minAreaPx, radiusPx }: CleanUpNumbers,
  selection: readonly number[],
): CleanUp {
  switch (kind) {
    case 'keep-largest':
    case 'fill-holes':
      return { kind };
    case 'keep-only':
      return { kind, labels: selection };
    case 'remove-small':
      return { kind, minAreaPx };
    default:
      return { kind, radiusPx };
  }
}
