import { createEmitter } from '@/core/emitter';
import { GrowingRect, uniteRects, wholeRect } from '@/core/geometry';
import { crop } from '@/core/grid/crop';
import { unpackLayers } from '@/core/labels/layers';
import { eachChange, labelsOfRuns, type Runs, rerun } from '@/core/labels/runs';
import type { Renumbering } from '@/core/objects/follow-objects';
import type { Rect, Size } from '@/core/types';
import type { ProbabilityMaps } from '@/pixels/protocol';
import { nextTurn } from '@/state/store/next-turn';
import { waitingParts } from './kept-parts';

/**
 * The arrays of each image, outside the store. Only this file writes them, so that the canvas
 * learns of every change and its rectangle.
 */
export interface ImageArrays {
  readonly size: Size;
  /** Object probability 0–255; the user never changes it. */
  readonly probability: Uint8Array;
  /** Probability of being inside an object, 0–255; the user never changes it. */
  readonly core: Uint8Array;
  /** New numbers of the AI's objects; `null` before the second run. */
  readonly renumbering: Renumbering | null;
  /** Objects derived from the probability map by the current settings, in runs. */
  readonly aiRuns: Runs;
  /** The same as a labelmap. New objects are written into it where they differ. */
  readonly ai: Uint16Array;
  /** Pixels edited by hand: 0 = untouched, else label + 1. `null` until the first edit. */
  readonly edits: Uint16Array | null;
  /**
   * Reassigned AI pixels: 0 = keep the AI label, else new label + 1. Survives threshold changes;
   * `edits` wins over it. `null` until objects are first deleted, merged or split. There are no
   * owners without edits.
   */
  readonly owners: Uint16Array | null;
  /** AI labels with owners and edits applied; the same array as `ai` until the first edit. */
  readonly reviewed: Uint16Array;
  /** A mask loaded for comparison. */
  readonly reference: Uint16Array | null;
}

/** Pixels composed or counted before the page may paint and answer; a few ms of work. */
export const PIXELS_PER_TURN = 2 ** 21;

const arrays = new Map<string, ImageArrays>();
/**
 * The rectangle that holds every edit and owner of an image. Outside it reviewed and AI labels are
 * equal.
 */
const touched = new Map<string, Rect>();
const shown = createEmitter<[imageId: string, rect: Rect | null]>();

/** An image at rest: not on screen, its arrays compressed. */
export interface RestingArrays {
  readonly size: Size;
  /** Probability and core map, compressed together. */
  readonly maps: Blob;
  readonly renumbering: Renumbering | null;
  readonly reference: Blob | null;
  /** Runs of the whole image, like owners. */
  readonly edits: Uint16Array | null;
  readonly owners: Uint16Array | null;
}

const resting = new Map<string, RestingArrays>();

/** The compressed arrays of an image at rest; `undefined` while it is awake. */
export function restingOf(imageId: string): RestingArrays | undefined {
  return resting.get(imageId);
}

/** Replaces an image's arrays by their compressed form. */
export function putToRest(imageId: string, parts: RestingArrays): void {
  arrays.delete(imageId);
  resting.set(imageId, parts);
  shown.emit(imageId, null);
}

/**
 * The arrays of an image; `undefined` before it has a mask and while it rests. Ask for them each
 * time instead of keeping them: they are replaced.
 */
export function arraysOf(imageId: string): ImageArrays | undefined {
  return arrays.get(imageId);
}

/** The maps from which the pixel worker derives objects. */
export function mapsOf({ size, probability, core, renumbering }: ProbabilityMaps): ProbabilityMaps {
  return { size, probability, core, renumbering };
}

/** Calls `listener` after each change; `rect` is `null` when the whole image may have changed. */
export const onPixelsChanged = shown.on;

/** Replaces all arrays of an image and repaints it. */
export function setArrays(imageId: string, next: ImageArrays): void {
  if (next.edits && next.edits !== arrays.get(imageId)?.edits) {
    touched.set(imageId, wholeRect(next.size)); // edits from elsewhere may lie anywhere
  }
  arrays.set(imageId, next);
  resting.delete(imageId);
  shown.emit(imageId, null);
}

/** Forgets all arrays of a closed image. */
export function dropArrays(imageId: string): void {
  arrays.delete(imageId);
  resting.delete(imageId);
  touched.delete(imageId);
  shown.emit(imageId, null);
}

/** Labels shown instead of the reviewed ones while the user previews a step. */
let preview: { readonly imageId: string; readonly labels: Uint16Array } | null = null;

/** The labels shown instead of the reviewed ones; `null` without a preview. */
export function previewOf(imageId: string): Uint16Array | null {
  return preview?.imageId === imageId ? preview.labels : null;
}

/** Previews labels; `null` shows the reviewed ones again. */
export function showPreview(next: { imageId: string; labels: Uint16Array } | null): void {
  const last = preview;
  preview = next;
  if (last) shown.emit(last.imageId, null);
  if (next) shown.emit(next.imageId, null);
}

/** Replaces the reference labels of an image that has a mask; `null` removes them. */
export function setReference(imageId: string, reference: Uint16Array | null): void {
  const own = arrays.get(imageId);
  if (own) setArrays(imageId, { ...own, reference });
}

/** Stores a new prediction of an image. Edits and reference stay. */
export async function setPrediction(
  imageId: string,
  next: Omit<ImageArrays, 'ai' | 'edits' | 'owners' | 'reviewed' | 'reference'>,
): Promise<void> {
  const own = arrays.get(imageId);
  if (own) {
    const { aiRuns, ...maps } = next;
    arrays.set(imageId, { ...own, ...maps });
    replaceAi(imageId, aiRuns);
    shown.emit(imageId, null); // the probabilities are others everywhere
    return;
  }
  const kept = restingOf(imageId) ?? waitingParts(imageId)?.state;
  const { edits, owners } = unpackLayers(next.size, kept ?? { edits: null, owners: null });
  setArrays(imageId, await composeArrays({ ...next, edits, owners, reference: null }));
}

/** Arrays with their labelmaps, composed in pieces that leave the page free. */
export async function composeArrays(
  own: Omit<ImageArrays, 'ai' | 'reviewed'>,
): Promise<ImageArrays> {
  const { size } = own;
  const ai = labelsOfRuns(size, own.aiRuns);
  if (!own.edits) return { ...own, ai, reviewed: ai };
  await nextTurn();
  const arrays = { ...own, ai, reviewed: ai.slice() };
  for (const rows of inTurns(wholeRect(size))) {
    await nextTurn();
    composeInto(arrays, rows);
  }
  return arrays;
}

/** Cuts a rectangle into bands of rows. Each band is worked on without a break. */
export function inTurns(rect: Rect): Rect[] {
  const rowsPerTurn = Math.max(1, Math.floor(PIXELS_PER_TURN / rect.width));
  const bands: Rect[] = [];
  for (let y = 0; y < rect.height; y += rowsPerTurn) {
    bands.push({ ...rect, y: rect.y + y, height: Math.min(rowsPerTurn, rect.height - y) });
  }
  return bands;
}

/**
 * Puts new AI objects under the user's edits and repaints what changed. Linear in runs and in the
 * pixels that change, however large the image is.
 */
export function replaceAi(imageId: string, aiRuns: Runs): void {
  const own = arrays.get(imageId);
  if (!own) return;
  const { size, ai, edits, owners, reviewed } = own;
  const edited = edits ? editedRect(imageId) : null;
  const changed = new GrowingRect();
  eachChange(own.aiRuns, aiRuns, (y, start, end, _, label) => {
    const row = y * size.width;
    changed.add(start, y, end, y + 1);
    ai.fill(label, row + start, row + end);
    if (!edits) return;
    const isEdited = edited && y >= edited.y && y < edited.y + edited.height;
    if (!isEdited) reviewed.fill(label, row + start, row + end);
    else compose({ ai, edits, owners }, reviewed, row + start, row + end);
  });
  arrays.set(imageId, { ...own, aiRuns });
  const rect = changed.rect();
  if (rect) shown.emit(imageId, rect);
}

/** The arrays with an edits layer to write to, which the first edit creates. */
export function editableArrays(imageId: string): ImageArrays & { readonly edits: Uint16Array } {
  const own = arrays.get(imageId);
  if (!own) throw new Error(`No arrays for image ${imageId}: it has no mask to edit`);
  if (own.edits) return { ...own, edits: own.edits };
  const edits = new Uint16Array(own.ai.length);
  touched.delete(imageId);
  const next = { ...own, edits, reviewed: own.ai.slice() };
  arrays.set(imageId, next);
  return next;
}

/** Recomputes and repaints the reviewed labels of an edited rectangle. */
export function composeRect(imageId: string, rect: Rect): void {
  const own = arrays.get(imageId);
  if (!own?.edits) return;
  composeInto(own, rect);
  showEdited(imageId, rect);
}

/** The owners layer to write to, created when objects are first reassigned. */
export function editableOwners(imageId: string): Uint16Array {
  const own = editableArrays(imageId);
  if (own.owners) return own.owners;
  const owners = new Uint16Array(own.ai.length);
  arrays.set(imageId, { ...own, owners });
  return owners;
}

/** Repaints a rectangle whose edits were written together with its reviewed labels. */
export function showEdited(imageId: string, rect: Rect): void {
  touched.set(imageId, uniteRects(editedRect(imageId), rect) ?? rect);
  shown.emit(imageId, rect);
}

/**
 * The reviewed objects as runs, the form sent to workers. Linear in runs and in the pixels of rows
 * with edits.
 */
export function reviewedRuns(imageId: string, { size, aiRuns, reviewed }: ImageArrays): Runs {
  const edited = editedRect(imageId);
  return edited ? rerun(size, aiRuns, reviewed, edited.y, edited.y + edited.height) : aiRuns;
}

/** A rectangle that holds every edit and owner of an image; `null` while there is none. */
export function editedRect(imageId: string): Rect | null {
  return touched.get(imageId) ?? null;
}

/** Labels of a rectangle with other edits than the image's own; `edits` are those of the rectangle. */
export function composePart(
  { size, ai, owners }: ImageArrays,
  rect: Rect,
  edits: Uint16Array,
): Uint16Array {
  const labels = new Uint16Array(edits.length);
  const layers = {
    ai: crop(ai, size.width, rect),
    edits,
    owners: owners && crop(owners, size.width, rect),
  };
  compose(layers, labels, 0, labels.length);
  return labels;
}

function composeInto({ size, ai, edits, owners, reviewed }: ImageArrays, rect: Rect): void {
  if (!edits) return;
  for (let y = rect.y; y < rect.y + rect.height; y++) {
    const from = y * size.width + rect.x;
    compose({ ai, edits, owners }, reviewed, from, from + rect.width);
  }
}

interface Layers {
  readonly ai: Uint16Array;
  readonly edits: Uint16Array;
  readonly owners: Uint16Array | null;
}

function compose(
  { ai, edits, owners }: Layers,
  reviewed: Uint16Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const edit = edits[i] as number;
    const label = ai[i] as number;
    const owner = owners && label > 0 ? (owners[i] as number) : 0;
    reviewed[i] = edit > 0 ? edit - 1 : owner > 0 ? owner - 1 : label;
  }
}
