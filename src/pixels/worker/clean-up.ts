import { fillHoles, keepLargest, removeSmall } from '@/core/labels/components';
import { growLabels, shrinkLabels, smoothLabels } from '@/core/labels/morphology';
import { changedRuns, type Runs } from '@/core/labels/runs';
import { MAX_LABEL, type Size } from '@/core/types';
import type { CleanUp } from '@/pixels/protocol';

/** Runs of the pixels that an operation changes, with their new labels; `null` when it changes none. */
export function cleanUp(size: Size, labels: Uint16Array, operation: CleanUp): Runs | null {
  return changedRuns(size, labels, apply(size, labels, operation));
}

function apply(size: Size, labels: Uint16Array, operation: CleanUp): Uint16Array {
  switch (operation.kind) {
    case 'smooth':
      return smoothLabels(size, labels, operation.radiusPx);
    case 'grow':
      return growLabels(size, labels, operation.radiusPx);
    case 'shrink':
      return shrinkLabels(size, labels, operation.radiusPx);
    case 'keep-only':
      return keepOnly(labels, operation.labels);
    default: {
      const copy = labels.slice();
      if (operation.kind === 'keep-largest') keepLargest(size, copy);
      else if (operation.kind === 'fill-holes') fillHoles(size, copy);
      else removeSmall(size, copy, operation.minAreaPx);
      return copy;
    }
  }
}

function keepOnly(labels: Uint16Array, kept: readonly number[]): Uint16Array {
  const isKept = new Uint8Array(MAX_LABEL + 1);
  for (const label of kept) isKept[label] = 1;
  const out = new Uint16Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as number;
    if (isKept[label] === 1) out[i] = label;
  }
  return out;
}
