import type { ImageEntry } from './document-slice';
import type { State } from './store';

export function selectActiveImage(state: State): ImageEntry | null {
  return state.images.find((image) => image.id === state.activeId) ?? null;
}

/** The image that a mask can be drawn for and edited on. */
export function selectReadyImage(state: State): ImageEntry | null {
  const image = selectActiveImage(state);
  return image?.phase === 'ready' ? image : null;
}

export function selectCanUndo(state: State): boolean {
  return selectActiveImage(state)?.canUndo ?? false;
}

export function selectCanRedo(state: State): boolean {
  return selectActiveImage(state)?.canRedo ?? false;
}

export function selectHasImage(state: State): boolean {
  return state.activeId !== null;
}

export function selectHasMask(state: State): boolean {
  return selectReadyImage(state) !== null;
}

export function selectIsSegmenting(state: State): boolean {
  const phase = selectActiveImage(state)?.phase;
  return phase === 'segmenting' || phase === 'waiting';
}
