import { create } from 'zustand';
import { subscribeWithSelector } from 'zustand/middleware';
import type { Tally } from '@/offline/protocol';
import { type DocumentSlice, type ImageEntry, initialDocument } from './document-slice';
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

/** An open image; `undefined` once it was closed. */
export function imageById(id: string): ImageEntry | undefined {
  return useStore.getState().images.find((image) => image.id === id);
}

/** Puts an image at the end of the list. */
export function addImage(image: ImageEntry): void {
  set((state) => ({ images: [...state.images, image] }));
}

/** Changes facts of an open image; nothing when it was closed. */
export function updateImage(id: string, change: Partial<ImageEntry>): void {
  set((state) => ({
    images: state.images.map((image) => (image.id === id ? { ...image, ...change } : image)),
  }));
}

/** Takes an image off the list; its neighbour becomes the active one if it was. */
export function removeImage(id: string): void {
  set((state) => {
    const index = state.images.findIndex((image) => image.id === id);
    const images = state.images.filter((image) => image.id !== id);
    const neighbour = images[Math.min(index, images.length - 1)]?.id ?? null;
    return state.activeId === id
      ? { images, activeId: neighbour, ...nothingPointedAt }
      : { images };
  });
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

/** A pen touched the canvas: from now on it alone draws, unless the person has said otherwise. */
export function meetPen(): void {
  if (useStore.getState().penOnly === null) setPenOnly(true);
}
