import { copyTimeline, onHistory } from '@/state/history/history';
import { fileOf } from '@/state/image/files';
import type { KeptFacts, KeptParts } from '@/state/image/kept-parts';
import { arraysOf, onPixelsChanged } from '@/state/image/layers';
import type { ImageEntry, ResultFacts } from '@/state/store/document-slice';
import { selectImages } from '@/state/store/selectors';
import { onImageChanged, setStorage, useStore } from '@/state/store/store';
import {
  isKept,
  recordArrays,
  recordFacts,
  recordHistory,
  recordImage,
  recordPrediction,
  recordRemoval,
} from './journal';
import { factsOf } from './kept-shapes';
import { liveState, predictionOf } from './live-state';
import { packFinished, packMaps, packReference } from './pack-arrays';

/** Facts that change by themselves. The others change by steps or with a prediction. */
const OWN_FACTS = [
  'modality',
  'spacing',
  'nextLabel',
  'window',
  'decision',
  'note',
  'referenceReading',
] as const;

/**
 * Predictions and reference masks that are on disk or on their way there; for images at rest no
 * mask.
 */
const savedResults = new WeakSet<ResultFacts>();
const savedReferences = new Map<string, Uint16Array | null>();
let lastAddedAt = 0;

/** Sends every change of images, masks and facts to the journal. @returns stops it */
export function startAutosave(): () => void {
  const stops = [
    onImageChanged(keepUp),
    onHistory(recordHistory),
    onPixelsChanged((imageId, rect) => {
      if (rect === null) compareReference(imageId);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Notes that a prediction and a reference mask came from storage. */
export function markSaved(
  imageId: string,
  result: ResultFacts | null,
  reference: Uint16Array | null,
): void {
  if (result) savedResults.add(result);
  savedReferences.set(imageId, reference);
}

/** The order of images in time, even if several are opened in the same millisecond. */
function nextAddedAt(): number {
  lastAddedAt = Math.max(Date.now(), lastAddedAt + 1);
  return lastAddedAt;
}

function keepUp(image: ImageEntry | null, before: ImageEntry | null): void {
  if (!image) {
    if (before) forget(before.id);
    return;
  }
  if (before) saveFacts(before, image);
  else begin(image);
  savePrediction(image);
}

/** Deletes a closed image from the device. It no longer counts as one that could not be saved. */
function forget(imageId: string): void {
  savedReferences.delete(imageId);
  recordRemoval(imageId);
  const { unsavedIds } = useStore.getState();
  if (unsavedIds.includes(imageId))
    setStorage({ unsavedIds: unsavedIds.filter((id) => id !== imageId) });
}

function begin(image: ImageEntry): void {
  const file = fileOf(image.id);
  if (!file || isKept(image.id)) return;
  const row = { name: image.name, mimeType: file.type, addedAt: nextAddedAt() };
  recordImage(image.id, row, file, { kind: 'opened', facts: factsOf(image) });
}

function saveFacts(was: ImageEntry, image: ImageEntry): void {
  const changed = OWN_FACTS.filter((name) => image[name] !== was[name]);
  if (changed.length === 0) return;
  const changes: KeptFacts = Object.fromEntries(changed.map((name) => [name, image[name]]));
  recordFacts(image.id, changes);
}

function savePrediction(image: ImageEntry): void {
  const { id, mask } = image;
  const own = arraysOf(id);
  if (!mask || !own || savedResults.has(mask.result)) return;
  const { result, ai } = mask;
  savedResults.add(result);
  recordPrediction(id, predictionOf(own, result, ai), () => packMaps(own));
  recordFacts(id, { settings: image.settings });
}

function compareReference(imageId: string): void {
  const own = arraysOf(imageId);
  if (!own) savedReferences.delete(imageId); // it rests, and `markSaved` says when it is back
  if (!own || own.reference === (savedReferences.get(imageId) ?? null)) return;
  const { reference } = own;
  savedReferences.set(imageId, reference);
  recordArrays(imageId, 'reference', () => packReference(reference));
}

/** Starts to save an image that is not shown yet, its history included. */
export function keepParts(
  { id, file, state, maps, reference }: KeptParts,
  addedAt = nextAddedAt(),
): void {
  const row = { name: file.name, mimeType: file.type, addedAt };
  const line = copyTimeline(state.line); // listing the image makes the other its living one
  recordImage(id, row, file, { kind: 'state', state: { ...state, line } });
  recordArrays(id, 'maps', async () => maps);
  recordArrays(id, 'reference', async () => reference);
}

/** Starts to save every open image as it is now, edits and history included. */
export function keepOpenImages(): void {
  for (const image of selectImages(useStore.getState())) {
    const { id, name, mask } = image;
    const file = fileOf(id);
    if (!file || isKept(id)) continue;
    const row = { name, mimeType: file.type, addedAt: nextAddedAt() };
    recordImage(id, row, file, { kind: 'state', state: liveState(image) });
    const packed = packFinished(image);
    if (!packed) continue;
    markSaved(id, mask?.result ?? null, arraysOf(id)?.reference ?? null);
    recordArrays(id, 'maps', packed.maps);
    recordArrays(id, 'reference', packed.reference);
  }
}
