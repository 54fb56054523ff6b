import { createEmitter } from '@/core/emitter';
import { GrowingRect, uniteRects, wholeRect } from '@/core/geometry';
import { unpackLayers } from '@/core/labels/layers';
import { eachChange, labelsOfRuns, type Runs, rerun } from '@/core/labels/runs';
import type { Renumbering } from '@/core/objects/follow-objects';
import type { Rect, Size } from '@/core/types';
import type { ProbabilityMaps } from '@/pixels/protocol';
import { nextTurn } from '@/state/store/next-turn';
import { waitingParts } from './kept-parts';

/**
 * The arrays of each image, outside the store. Nothing here is written except through this
 * file, so that every change reaches the canvas with the rectangle it touched.
 */
export interface ImageArrays {
  readonly size: Size;
  /** Object probability 0–255; never changed by a person. */
  readonly probability: Uint8Array;
  /** Inside-of-an-object probability 0–255; never changed by a person. */
  readonly core: Uint8Array;
  /** Numbers that the AI's objects have in place of their own; `null` before the second run. */
  readonly renumbering: Renumbering | null;
  /** Objects derived from the probability map by the current settings, in runs. */
  readonly aiRuns: Runs;
  /** The same as a labelmap; new objects are written into it where they differ. */
  readonly ai: Uint16Array;
  /** What a person decided, over the AI: 0 = untouched, otherwise label + 1. `null` until the first edit. */
  readonly edits: Uint16Array | null;
  /**
   * Whose the AI's objects are where nothing is decided, whatever the threshold makes of them: 0 = as the
   * AI says, otherwise the label + 1 that a person gave them. `null` until objects are first deleted,
   * merged or split; there are no owners without edits.
   */
  readonly owners: Uint16Array | null;
  /** AI labels with owners and edits applied; the same array as `ai` until the first edit. */
  readonly reviewed: Uint16Array;
  /** A mask loaded for comparison. */
  readonly reference: Uint16Array | null;
}

/** Pixels composed or counted before the page gets a turn; a few ms of work. */
export const PIXELS_PER_TURN = 2 ** 21;

const arrays = new Map<string, ImageArrays>();
/** The rectangle that holds every edit and owner of an image: outside it reviewed and AI labels are the same. */
const touched = new Map<string, Rect>();
const shown = createEmitter<[imageId: string, rect: Rect | null]>();

/** What is kept of an image that nobody looks at. */
export interface RestingArrays {
  readonly size: Size;
  /** Probability and core map, compressed together. */
  readonly maps: Blob;
  readonly renumbering: Renumbering | null;
  readonly reference: Blob | null;
  /** In runs of the whole image, as owners are. */
  readonly edits: Uint16Array | null;
  readonly owners: Uint16Array | null;
}

const resting = new Map<string, RestingArrays>();

/** The compressed arrays of an image that nobody looks at; `undefined` while it is awake. */
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
 * The arrays of an image; `undefined` before it has a mask and while it rests. Ask again instead of
 * keeping them: they are replaced.
 */
export function arraysOf(imageId: string): ImageArrays | undefined {
  return arrays.get(imageId);
}

/** What the pixel worker derives objects from. */
export function mapsOf({ size, probability, core, renumbering }: ProbabilityMaps): ProbabilityMaps {
  return { size, probability, core, renumbering };
}

/** Calls `listener` after each change; `rect` is `null` when the whole image may have changed. */
export const onPixelsChanged = shown.on;

/** Replaces all arrays of an image and shows them. */
export function setArrays(imageId: string, next: ImageArrays): void {
  if (next.edits && next.edits !== arrays.get(imageId)?.edits) {
    touched.set(imageId, wholeRect(next.size)); // edits from elsewhere may lie anywhere
  }
  arrays.set(imageId, next);
  resting.delete(imageId);
  shown.emit(imageId, null);
}

/** Lets go of all arrays of a closed image. */
export function dropArrays(imageId: string): void {
  arrays.delete(imageId);
  resting.delete(imageId);
  touched.delete(imageId);
  shown.emit(imageId, null);
}

/** Labels shown in place of the reviewed ones while a person looks at what a step would do. */
let preview: { readonly imageId: string; readonly labels: Uint16Array } | null = null;

/** The labels shown in place of the reviewed ones; `null` while no step is previewed. */
export function previewOf(imageId: string): Uint16Array | null {
  return preview?.imageId === imageId ? preview.labels : null;
}

/** Shows labels that are not kept; `null` shows the reviewed ones again. */
export function showPreview(next: { imageId: string; labels: Uint16Array } | null): void {
  const last = preview;
  preview = next;
  if (last) shown.emit(last.imageId, null);
  if (next) shown.emit(next.imageId, null);
}

/** Replaces the reference labels of an image that has a mask; `null` takes them away. */
export function setReference(imageId: string, reference: Uint16Array | null): void {
  const own = arrays.get(imageId);
  if (own) setArrays(imageId, { ...own, reference });
}

/** Keeps a new prediction of an image; edits and reference of the one before stay. */
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

/** Arrays with their labelmaps, composed in turns that leave the page free. */
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

/** A rectangle cut into bands of rows that are worked on in one turn each. */
export function inTurns(rect: Rect): Rect[] {
  const rowsPerTurn = Math.max(1, Math.floor(PIXELS_PER_TURN / rect.width));
  const bands: Rect[] = [];
  for (let y = 0; y < rect.height; y += rowsPerTurn) {
    bands.push({ ...rect, y: rect.y + y, height: Math.min(rowsPerTurn, rect.height - y) });
  }
  return bands;
}

/**
 * Puts new AI objects under the person's edits and shows what changed. Linear in runs and in the
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

/** The arrays with an edits layer of their own to write to; made on the first edit. */
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

/** Recomputes the reviewed labels of a rectangle that was edited, and shows them. */
export function composeRect(imageId: string, rect: Rect): void {
  const own = arrays.get(imageId);
  if (!own?.edits) return;
  composeInto(own, rect);
  showEdited(imageId, rect);
}

/** The layer of an image's owners to write to; made when objects are first given away. */
export function editableOwners(imageId: string): Uint16Array {
  const own = editableArrays(imageId);
  if (own.owners) return own.owners;
  const owners = new Uint16Array(own.ai.length);
  arrays.set(imageId, { ...own, owners });
  return owners;
}

/** Shows a rectangle whose edits were written together with its reviewed labels. */
export function showEdited(imageId: string, rect: Rect): void {
  touched.set(imageId, uniteRects(editedRect(imageId), rect) ?? rect);
  shown.emit(imageId, rect);
}

/**
 * The reviewed objects in runs, as they are sent to workers. Linear in runs and in the pixels of
 * rows with edits.
 */
export function reviewedRuns(imageId: string, { size, aiRuns, reviewed }: ImageArrays): Runs {
  const edited = editedRect(imageId);
  return edited ? rerun(size, aiRuns, reviewed, edited.y, edited.y + edited.height) : aiRuns;
}

/** A rectangle that holds every edit and owner of an image; `null` while there is none. */
export function editedRect(imageId: string): Rect | null {
  return touched.get(imageId) ?? null;
}

/** Labels of a whole image with other edits than its own. */
export function composeLabels({ ai, owners }: ImageArrays, edits: Uint16Array): Uint16Array {
  const labels = new Uint16Array(ai.length);
  compose({ ai, edits, owners }, labels, 0, labels.length);
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
