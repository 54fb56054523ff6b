import { create } from 'zustand';
import { subscribeWithSelector } from 'zustand/middleware';
import { createDocumentSlice, type DocumentSlice, type ImageEntry } from './document-slice';
import { createEngineSlice, type EngineSlice } from './engine-slice';
import { createOfflineSlice, type OfflineSlice } from './offline-slice';
import { createStorageSlice, type StorageSlice } from './storage-slice';
import { createToolSlice, type ToolSlice } from './tool-slice';
import { createViewSlice, type ViewSlice } from './view-slice';

/** The app's facts. Arrays live in pixels.ts; workers in services.ts. */
export type State = DocumentSlice &
  EngineSlice &
  OfflineSlice &
  StorageSlice &
  ToolSlice &
  ViewSlice;

export const useStore = create<State>()(
  subscribeWithSelector((set) => ({
    ...createDocumentSlice(set),
    ...createEngineSlice(set),
    ...createOfflineSlice(set),
    ...createStorageSlice(set),
    ...createToolSlice(set),
    ...createViewSlice(set),
  })),
);

/** An open image; `undefined` once it was closed. */
export function imageById(id: string): ImageEntry | undefined {
  return useStore.getState().images.find((image) => image.id === id);
}
