import { create } from 'zustand';
import { subscribeWithSelector } from 'zustand/middleware';
import { createEmitter } from '@/core/emitter';
import { namesApart } from '@/core/names-apart';
import type { SegmentProgress } from '@/model/protocol';
import type { Tally } from '@/offline/protocol';
import {
  type DocumentSlice,
  type ImageEntry,
  initialDocument,
  type MaskFacts,
} from './document-slice';
import { type EngineSlice, initialEngine } from './engine-slice';

import { initialOffline, type OfflineSlice } from './offline-slice';
import { initialStorage, type StorageSlice } from './storage-slice';
import { initialTools, MAX_RADIUS_PX, MIN_RADIUS_PX, type ToolSlice } from './tool-slice';
import type { ToolId } from './tools';
import { initialView, type Notice, type ViewSlice } from './view-slice';

/** The app's facts. Arrays live in image/layers.ts; workers in services.ts. */
export type State = DocumentSlice &
  EngineSlice &
  OfflineSlice &
  StorageSlice &
  ToolSlice &
  ViewSlice;

export const useStore = create<State>()(
  subscribeWithSelector(
    (): State => ({
      ...initialDocument,
      ...initialEngine,
      ...initialOffline,
      ...initialStorage,
      ...initialTools,
      ...initialView,
    }),
  ),
);

const set = useStore.setState;

const imageChanged = createEmitter<[image: ImageEntry | null, before: ImageEntry | null]>();

/**
 * Calls `listener` after each change of one image, so that nobody compares all of them: with `null`
 * before for one that was added, with `null` after for one that was closed. Progress is no change.
 */
export const onImageChanged = imageChanged.on;

/** An open image; `undefined` once it was closed. */
export function imageById(id: string): ImageEntry | undefined {
  return useStore.getState().images[id];
}

/**
 * Puts images at the end of the list, equal names told apart. Linear in all images: add many in one
 * call.
 */
export function addImages(news: readonly ImageEntry[]): void {
  const listed = Object.values(useStore.getState().images);
  const names = namesApart(
    news.map(({ name }) => name),
    listed.map(({ name }) => name),
  );
  const added = news.map((image, i) => {
    const name = names[i] as string;
    return name === image.name ? image : { ...image, name };
  });
  set(({ images, order }) => ({
    images: { ...images, ...Object.fromEntries(added.map((image) => [image.id, image])) },
    order: [...order, ...added.map(({ id }) => id)],
  }));
  for (const image of added) imageChanged.emit(image, null);
}

/** Changes facts of an open image; nothing when it was closed. */
export function updateImage(id: string, change: Partial<ImageEntry>): void {
  const before = imageById(id);
  if (!before) return;
  const image = { ...before, ...change };
  set(({ images }) => ({ images: { ...images, [id]: image } }));
  imageChanged.emit(image, before);
}

/** Changes facts of an image's mask; nothing when it has none. */
export function updateMask(id: string, change: Partial<MaskFacts>): void {
  const mask = imageById(id)?.mask;
  if (mask) updateImage(id, { mask: { ...mask, ...change } });
}

/** Says how far the run on an image is; `null` when it has ended. */
export function setProgress(id: string, step: SegmentProgress | null): void {
  set(({ images, progress: { [id]: before, ...others } }) => {
    if (step && images[id]) return { progress: { ...others, [id]: step } };
    return before ? { progress: others } : {};
  });
}

/** Takes an image off the list; its neighbour becomes the active one if it was. */
export function removeImage(id: string): void {
  const { images, order: before, activeId, progress } = useStore.getState();
  const { [id]: image, ...others } = images;
  if (!image) return;
  const { [id]: _, ...otherProgress } = progress;
  const order = before.filter((other) => other !== id);
  const neighbour = order[Math.min(before.indexOf(id), order.length - 1)] ?? null;
  set({
    images: others,
    order,
    progress: otherProgress,
    ...(activeId === id ? { activeId: neighbour, ...nothingPointedAt } : {}),
  });
  imageChanged.emit(null, image);
}

/** Puts an image on the canvas. */
export function setActive(id: string | null): void {
  set({ activeId: id, ...nothingPointedAt });
}

/** Objects and places of the image that was in sight, which others have too. */
const nothingPointedAt = { selection: [], hoveredLabel: 0, crosshair: null } as const;

/** Changes what is shown and how. */
export function setView(change: Partial<ViewSlice>): void {
  set(change);
}

let nextNotice = 1;

/** Shows a notice, unless the same one is on screen already. */
export function notify(notice: Omit<Notice, 'id'>): void {
  const { notices } = useStore.getState();
  const isShown = notices.some(
    (other) =>
      other.message === notice.message &&
      other.failure?.name === notice.failure?.name &&
      JSON.stringify(other.values) === JSON.stringify(notice.values),
  );
  if (!isShown) set({ notices: [...notices, { ...notice, id: nextNotice++ }] });
}

/** Takes a notice off the screen. */
export function dismiss(id: number): void {
  set((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }));
}

/** Says how the engine is. */
export function setEngine(change: Partial<EngineSlice>): void {
  set(change);
}

/** Says how far offline use is. */
export function setOffline(change: Partial<OfflineSlice>): void {
  set(change);
}

/** Replaces the count of one run of the service worker. */
export function addTally(tally: Tally): void {
  set((state) => ({ tallies: { ...state.tallies, [tally.run]: tally } }));
}

/** Says how saving is. */
export function setStorage(change: Partial<StorageSlice>): void {
  set(change);
}

/** Takes up a tool. */
export function setTool(tool: ToolId): void {
  set({ tool });
}

/** Makes brush and eraser as wide as `radiusPx` image pixels, within what is allowed. */
export function setRadius(radiusPx: number): void {
  set({ radiusPx: Math.min(MAX_RADIUS_PX, Math.max(MIN_RADIUS_PX, radiusPx)) });
}

/** Sets the RGB distance that region growing accepts, within 0–255. */
export function setTolerance(tolerance: number): void {
  set({ tolerance: Math.min(255, Math.max(0, tolerance)) });
}

/** The person says whether fingers only move the image. */
export function setPenOnly(penOnly: boolean): void {
  set({ penOnly });
}

/** A pen touched the canvas: from now on it alone draws, unless the user has said otherwise. */
export function meetPen(): void {
  if (useStore.getState().penOnly === null) setPenOnly(true);
}
