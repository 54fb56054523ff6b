import { GrowingRect } from '@/core/geometry';
import { labelPieces } from '@/core/labels/components';
import { eachRun, type Runs } from '@/core/labels/runs';
import { MAX_LABEL, type Rect, type Size } from '@/core/types';
import { flood } from './watershed';

/**
 * For each pixel of a rectangle: which of some objects it belongs to, now or at another threshold.
 */
export interface Territory {
  readonly rect: Rect;
  /** Row-major, of the rectangle; 0 = none of them. */
  readonly labels: Uint16Array;
}

/** A reviewed mask, and its owners layer: 0 = keep the AI label, else new label + 1. */
interface Owned {
  readonly size: Size;
  readonly reviewed: Uint16Array;
  readonly owners: Uint16Array | null;
}

/**
 * The pixels of objects, and the background that a threshold can still give them: the background of
 * AI objects of which they hold most. Linear in pixels.
 *
 * @param widest the AI objects at their largest, at the lowest threshold; `null` when unknown
 * @returns `null` when none of the objects has a pixel
 */
export function territoryOf(
  own: Owned,
  widest: Runs | null,
  chosen: Iterable<number>,
): Territory | null {
  const isChosen = new Uint8Array(MAX_LABEL + 1);
  for (const label of chosen) isChosen[label] = 1;
  const grown = new GrowingRect();
  const spans: Span[] = [];
  eachSpan(own, widest, isChosen, (y, start, end, label) => {
    grown.add(start, y, end, y + 1);
    spans.push({ y, start, end, label });
  });
  const rect = grown.rect();
  if (!rect) return null;
  const labels = new Uint16Array(rect.width * rect.height);
  for (const { y, start, end, label } of spans) {
    const row = (y - rect.y) * rect.width - rect.x;
    labels.fill(label, row + start, row + end);
  }
  return { rect, labels };
}

/**
 * The labels of a territory after its objects were cut. The largest piece of each object keeps the
 * label. A pixel that is no object now goes to the piece of the same object from which falling
 * probability leads to it.
 *
 * @param cut labels of the objects now, without the pixels of the cut; of the rectangle
 * @param probability of the rectangle
 * @param takeLabel returns a free label
 * @returns a label for each pixel of the rectangle; 0 outside the territory
 */
export function cutTerritory(
  { rect, labels }: Territory,
  cut: Uint16Array,
  probability: Uint8Array,
  takeLabel: () => number,
): Uint16Array {
  const { labels: pieces, count, areaPx } = labelPieces(rect, cut);
  const labelOf = new Uint16Array(count + 1);
  for (let i = 0; i < cut.length; i++) labelOf[pieces[i] as number] = cut[i] as number;
  const largest = new Map<number, number>();
  for (let piece = 1; piece <= count; piece++) {
    const best = largest.get(labelOf[piece] as number);
    if (best === undefined || (areaPx[piece] as number) > (areaPx[best] as number))
      largest.set(labelOf[piece] as number, piece);
  }
  for (let piece = 1; piece <= count; piece++)
    if (largest.get(labelOf[piece] as number) !== piece) labelOf[piece] = takeLabel();
  // Pixels that were drawn by hand can have no probability.
  const inside = probability.map((p, i) => (labels[i] === 0 ? 0 : Math.max(1, p)));
  flood(rect, inside, 1, pieces, labels);
  return labels.map((label, i) =>
    pieces[i] === 0 ? label : (labelOf[pieces[i] as number] as number),
  );
}

interface Span {
  readonly y: number;
  readonly start: number;
  readonly end: number;
  readonly label: number;
}

/**
 * Visits pixels start ≤ column < end of a row that are, or could become, pixels of a chosen label.
 */
function eachSpan(
  { size, reviewed, owners }: Owned,
  widest: Runs | null,
  isChosen: Uint8Array,
  visit: (y: number, start: number, end: number, label: number) => void,
): void {
  const { width, height } = size;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const label = reviewed[row + x] as number;
      if (isChosen[label] === 0) continue;
      const start = x;
      while (x + 1 < width && reviewed[row + x + 1] === label) x++;
      visit(y, start, x + 1, label);
    }
  }
  if (!widest) return;
  const holders = holdersOf(size, reviewed, widest, isChosen);
  eachRun(widest, (y, first, last, own) => {
    const row = y * width;
    const labelAt = (x: number): number => {
      if (reviewed[row + x] !== 0) return 0;
      const owner = owners?.[row + x] ?? 0;
      const label = owner > 0 ? owner - 1 : (holders[own] as number);
      return isChosen[label] === 1 ? label : 0;
    };
    if (holders[own] === 0 && !owners) return;
    for (let x = first; x < last; x++) {
      const label = labelAt(x);
      if (label === 0) continue;
      const start = x;
      while (x + 1 < last && labelAt(x + 1) === label) x++;
      visit(y, start, x + 1, label);
    }
  });
}

/**
 * For each AI object with pixels of a chosen object: the chosen object that has most of it; 0 for
 * the others.
 */
function holdersOf(
  size: Size,
  reviewed: Uint16Array,
  widest: Runs,
  isChosen: Uint8Array,
): Uint16Array {
  const base = MAX_LABEL + 1;
  const isShared = new Uint8Array(base);
  eachRun(widest, (y, start, end, own) => {
    const last = y * size.width + end;
    for (let i = y * size.width + start; i < last; i++)
      if (isChosen[reviewed[i] as number] === 1) isShared[own] = 1;
  });
  const shared = new Map<number, number>();
  eachRun(widest, (y, start, end, own) => {
    if (isShared[own] === 0) return;
    const last = y * size.width + end;
    for (let i = y * size.width + start; i < last; ) {
      const first = i;
      const label = reviewed[i] as number;
      do i++;
      while (i < last && reviewed[i] === label);
      const key = own * base + label;
      if (label > 0) shared.set(key, (shared.get(key) ?? 0) + i - first);
    }
  });
  const holders = new Uint16Array(base);
  const most = new Uint32Array(base);
  for (const [key, pixels] of shared) {
    const own = Math.floor(key / base);
    if (pixels <= (most[own] as number)) continue;
    most[own] = pixels;
    holders[own] = key % base;
  }
  return holders;
}
