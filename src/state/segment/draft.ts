import { crop, type LabelsOfRect, writeShared } from '@/core/grid/crop';
import type { Patch } from '@/core/labels/patch';
import { applyPatchIn, revertPatchIn } from '@/core/labels/patch-part';
import type { Rect } from '@/core/types';
import { unpackPatch } from '@/io/library/packed-patch';
import { stepsSinceFirstClick } from '@/state/history/history';
import { freeLabels } from '@/state/image/labels';
import { composePart, type ImageArrays } from '@/state/image/layers';
import type { ReadyImage } from '@/state/store/document-slice';

/**
 * What a refinement draws while the model works; the image stays as it is. Only rectangles that are
 * looked at or drawn are copied, never the layers of the whole image.
 */
export interface Draft {
  /** The image as it was when drawing began. */
  readonly image: ReadyImage;
  readonly own: ImageArrays;
  /** Edits drawn so far; later ones lie over earlier ones. */
  drawn: readonly LabelsOfRect[];
  /** The number of the next new object. */
  nextLabel: number;
  readonly sinceFirstClick: readonly ChangeOfEdits[];
}

/** What a step since the first click did to the edits. */
interface ChangeOfEdits {
  readonly patch: Patch | null;
  /** What of it was drawn by hand; `null` where the model answered a click. */
  readonly byHand: Patch | null;
}

/** Begins to draw on an image that has a mask. */
export function startDraft(image: ReadyImage, own: ImageArrays): Draft {
  const steps = image.clicks.length > 0 ? stepsSinceFirstClick(image.id) : [];
  const sinceFirstClick = steps.map(({ patch, decided = patch, clicks }) => ({
    patch: patch && unpackPatch(patch),
    byHand: decided && !clicks ? unpackPatch(decided) : null,
  }));
  return { image, own, drawn: [], nextLabel: image.nextLabel, sinceFirstClick };
}

/** Reviewed labels of a rectangle as they are drawn so far. */
export function labelsIn(draft: Draft, rect: Rect): Uint16Array {
  return composePart(draft.own, rect, editsIn(draft, rect));
}

/** Sets the pixels of a rectangle that are drawn to `wanted` labels. */
export function drawIn(
  draft: Draft,
  rect: Rect,
  wanted: Uint16Array,
  isDrawn: (i: number) => boolean,
): void {
  const edits = editsIn(draft, rect);
  for (let i = 0; i < edits.length; i++) if (isDrawn(i)) edits[i] = (wanted[i] as number) + 1;
  put(draft, rect, edits);
}

/** Takes all that clicks changed off the draft; what was done by hand since the first stays. */
export function dropClicks(draft: Draft): void {
  for (const { patch, byHand } of draft.sinceFirstClick)
    if (patch && !byHand) put(draft, patch.rect, editsWithoutClicks(draft, patch.rect));
}

/**
 * The mask of a rectangle as it would be without the clicks that count (1 = object); `null` where
 * nothing of it was done by hand.
 */
export function handMask(draft: Draft, rect: Rect): Uint8Array | null {
  const edits = editsWithoutClicks(draft, rect);
  const { owners, size } = draft.own;
  const isSet = (value: number): boolean => value > 0;
  if (!edits.some(isSet) && !(owners && crop(owners, size.width, rect).some(isSet))) return null;
  return maskOf(composePart(draft.own, rect, edits));
}

/** 1 where a label is an object's. */
export function maskOf(labels: Uint16Array): Uint8Array {
  const mask = new Uint8Array(labels.length);
  for (let i = 0; i < labels.length; i++) mask[i] = labels[i] === 0 ? 0 : 1;
  return mask;
}

/** Reserves numbers for new objects of the draft, and answers the lowest. */
export function takeNew(draft: Draft, count: number): number {
  const lowest = freeLabels(draft.image, draft.nextLabel, count);
  draft.nextLabel = lowest - 1;
  return lowest;
}

function put(draft: Draft, rect: Rect, labels: Uint16Array): void {
  const isSame = (other: Rect): boolean =>
    other.x === rect.x &&
    other.y === rect.y &&
    other.width === rect.width &&
    other.height === rect.height;
  const others = draft.drawn.filter((part) => !isSame(part.rect));
  draft.drawn = [...others, { rect, labels }];
}

function editsIn(draft: Draft, rect: Rect): Uint16Array {
  const labels = ownEdits(draft, rect);
  for (const part of draft.drawn) writeShared(part, { rect, labels });
  return labels;
}

function editsWithoutClicks({ own, sinceFirstClick }: Draft, rect: Rect): Uint16Array {
  const edits = ownEdits({ own }, rect);
  for (const { patch } of sinceFirstClick.toReversed())
    if (patch) revertPatchIn(edits, rect, own.size, patch);
  for (const { byHand } of sinceFirstClick) if (byHand) applyPatchIn(edits, rect, own.size, byHand);
  return edits;
}

function ownEdits({ own }: Pick<Draft, 'own'>, rect: Rect): Uint16Array {
  return own.edits
    ? crop(own.edits, own.size.width, rect)
    : new Uint16Array(rect.width * rect.height);
}
