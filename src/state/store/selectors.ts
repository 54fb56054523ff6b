import { toImage } from '@/core/geometry';
import type { ImagePoint } from '@/core/types';
import { type ImageEntry, isReady, type ReadyImage, type SegmentProgress } from './document-slice';
import type { State } from './store';

/** The image on the canvas; `null` when none is open. */
export function selectActiveImage(state: State): ImageEntry | null {
  return (state.activeId !== null && state.images[state.activeId]) || null;
}

/** The open images in the order of the list. Made anew when one has changed, not with progress. */
export function selectImages({ images, order }: Pick<State, 'images' | 'order'>): ImageEntry[] {
  if (listed.images !== images || listed.order !== order) {
    const all = order.map((id) => images[id]).filter((image) => image !== undefined);
    listed = { images, order, all };
  }
  return listed.all;
}

let listed: Pick<State, 'images' | 'order'> & { readonly all: ImageEntry[] } = {
  images: {},
  order: [],
  all: [],
};

/** How far the run on the active image is; `null` when there is none, or nothing is known of it yet. */
export function selectActiveProgress(state: State): SegmentProgress | null {
  return (state.activeId !== null && state.progress[state.activeId]) || null;
}

/** The active image, if it has a mask that can be edited. */
export function selectReadyImage(state: State): ReadyImage | null {
  const image = selectActiveImage(state);
  return image && isReady(image) ? image : null;
}

/** The comparison on the canvas; `null` when there is none, or one with a reference that this image lacks. */
export function selectSwipe(state: State): State['swipe'] {
  const { swipe } = state;
  const needsReference = swipe?.left === 'reference' || swipe?.right === 'reference';
  return needsReference && !selectActiveImage(state)?.mask?.hasReference ? null : swipe;
}

/** The image point at the pointer or the keys' crosshair; `null` when there is none. */
export function selectPointedAt({ crosshair, pointer, view }: State): ImagePoint | null {
  return crosshair ?? (pointer && toImage(view, pointer));
}

/** Whether the active image has a step to take back. */
export function selectCanUndo(state: State): boolean {
  return selectReadyImage(state)?.canUndo ?? false;
}

/** Whether the active image has a step to do again. */
export function selectCanRedo(state: State): boolean {
  return selectReadyImage(state)?.canRedo ?? false;
}

/** Whether an image is on the canvas, decoded or not. */
export function selectHasImage(state: State): boolean {
  return state.activeId !== null;
}

/** Whether the active image has a mask to look at and edit. */
export function selectHasMask(state: State): boolean {
  return selectReadyImage(state) !== null;
}

/** Whether the model works on the active image or will: what can be cancelled. */
export function selectIsModelBusy(state: State): boolean {
  const image = selectActiveImage(state);
  if (!image) return false;
  const { phase, rerun } = image;
  return phase === 'segmenting' || phase === 'waiting' || rerun !== null || state.isRefining;
}

const FILL_OPACITY = 0.35;
/** Pattern and colours inside a lesion decide what it is taken for: the fill must not hide them. */
const DERMOSCOPY_FILL_OPACITY = 0.15;

/** Opacity of the fill, 0–1: what the user chose, or what suits the active image's modality. */
export function selectOpacity(state: State): number {
  if (state.opacity !== null) return state.opacity;
  const modality = selectActiveImage(state)?.mask?.result.modality.name;
  return modality === 'dermoscopy' ? DERMOSCOPY_FILL_OPACITY : FILL_OPACITY;
}
