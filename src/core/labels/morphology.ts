import { MAX_LABEL, type Size } from '@/core/types';
import { distanceToOtherSquared, nearestLabelled } from './distance';

// A structuring element is a disc: pixels whose centres are at most the radius apart. Pixels
// outside the image are unknown and neither add to an object nor take from it. Only closing grows
// objects past the image's edge and back. Otherwise it would fill the gap between an object and the
// edge.

function widen(size: Size, margin: number): Size {
  return { width: size.width + 2 * margin, height: size.height + 2 * margin };
}

/** Copies an image of `size` that has a margin in the source into a target where it has another. */
function copyInner(
  { width, height }: Size,
  source: Uint16Array,
  sourceMargin: number,
  target: Uint16Array,
  targetMargin: number,
): void {
  const sourceWidth = width + 2 * sourceMargin;
  const targetWidth = width + 2 * targetMargin;
  for (let y = 0; y < height; y++) {
    const from = (y + sourceMargin) * sourceWidth + sourceMargin;
    const to = (y + targetMargin) * targetWidth + targetMargin;
    target.set(source.subarray(from, from + width), to);
  }
}

/**
 * Grows each object by `radiusPx` over the background. Where several reach a pixel, the nearest
 * gets it. Linear in pixels, however many objects.
 */
export function growLabels(size: Size, labels: Uint16Array, radiusPx: number): Uint16Array {
  const nearest = nearestLabelled(size, labels, radiusPx);
  const grown = new Uint16Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    const source = nearest[i] as number;
    if (source >= 0) grown[i] = labels[source] as number;
  }
  return grown;
}

/**
 * Removes from each object the pixels at most `radiusPx` from background or a neighbour. Linear in
 * pixels, however many objects.
 */
export function shrinkLabels(size: Size, labels: Uint16Array, radiusPx: number): Uint16Array {
  const squared = distanceToOtherSquared(size, labels);
  const limit = radiusPx * radiusPx;
  const shrunk = new Uint16Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    if ((squared[i] as number) > limit) shrunk[i] = labels[i] as number;
  }
  return shrunk;
}

/**
 * Closes, then opens each object with a disc, which fills notches and removes spurs. No object
 * takes a pixel from another or fills the gap between two. One too thin for the disc keeps its
 * pixels. Linear in pixels, however many objects.
 */
export function smoothLabels(size: Size, labels: Uint16Array, radiusPx: number): Uint16Array {
  const closed = closeLabels(size, labels, radiusPx);
  // A disc around a pixel that survives lies in its object, so growing back meets no neighbour.
  const opened = growLabels(size, shrinkLabels(size, closed, radiusPx), radiusPx);
  restoreLost(labels, opened);
  return opened;
}

/** Closes each object over the background only; it takes nothing from a neighbour across a gap. */
function closeLabels(size: Size, labels: Uint16Array, radiusPx: number): Uint16Array {
  const margin = Math.ceil(radiusPx);
  const wide = widen(size, margin);
  const widened = new Uint16Array(wide.width * wide.height);
  copyInner(size, labels, 0, widened, margin);
  const shrunk = shrinkLabels(wide, growLabels(wide, widened, radiusPx), radiusPx);
  const closed = new Uint16Array(labels.length);
  copyInner(size, shrunk, margin, closed, 0);
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== 0) closed[i] = labels[i] as number;
  }
  return closed;
}

/** Restores the objects of `before` that have no pixel left in `after`. */
function restoreLost(before: Uint16Array, after: Uint16Array): void {
  const survives = new Uint8Array(MAX_LABEL + 1);
  survives[0] = 1;
  for (let i = 0; i < after.length; i++) survives[after[i] as number] = 1;
  for (let i = 0; i < before.length; i++) {
    const label = before[i] as number;
    if (survives[label] === 0) after[i] = label;
  }
}
