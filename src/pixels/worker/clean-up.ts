import { fillHoles, keepLargest, removeSmall } from '@/core/components';
import { growLabels, shrinkLabels, smoothLabels } from '@/core/morphology';
import { MAX_LABEL, type Rect, type Size } from '@/core/types';
import type { CleanUp } from '@/pixels/protocol';

/**
 * Does one clean-up step on a copy of the labels.
 *
 * @returns the new labels, and the smallest rectangle that holds all changes, `null` without any
 */
export function cleanUp(
  size: Size,
  labels: Uint16Array,
  step: CleanUp,
): { labels: Uint16Array; changed: Rect | null } {
  const cleaned = apply(size, labels, step);
  return { labels: cleaned, changed: changedRect(size, labels, cleaned) };
}

function apply(size: Size, labels: Uint16Array, step: CleanUp): Uint16Array {
  switch (step.kind) {
    case 'smooth':
      return smoothLabels(size, labels, step.radiusPx);
    case 'grow':
      return growLabels(size, labels, step.radiusPx);
    case 'shrink':
      return shrinkLabels(size, labels, step.radiusPx);
    case 'keep-only':
      return keepOnly(labels, step.labels);
    default: {
      const copy = labels.slice();
      if (step.kind === 'keep-largest') keepLargest(size, copy);
      else if (step.kind === 'fill-holes') fillHoles(size, copy);
      else removeSmall(size, copy, step.minAreaPx);
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

/** The smallest rectangle outside which two labelmaps are equal; `null` if they are everywhere. */
export function changedRect(
  { width, height }: Size,
  before: Uint16Array,
  after: Uint16Array,
): Rect | null {
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let first = 0;
    while (first < width && before[row + first] === after[row + first]) first++;
    if (first === width) continue;
    let last = width - 1;
    while (before[row + last] === after[row + last]) last--;
    left = Math.min(left, first);
    right = Math.max(right, last);
    top = Math.min(top, y);
    bottom = y;
  }
  if (bottom < 0) return null;
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}
