import type { IntensityWindow } from '@/core/types';
import { selectActiveImage, selectOpacity, selectSwipe } from '@/state/store/selectors';
import { setView, updateImage, useStore } from '@/state/store/store';
import type { Layer, MaskStyle } from '@/state/store/view-slice';

/** The band of probabilities that counts as doubt until the user chooses another. */
export const DEFAULT_DOUBT = { low: 0.3, high: 0.7 } as const;

const NEXT_STYLE: Readonly<Record<MaskStyle, MaskStyle>> = {
  fill: 'outline',
  outline: 'hatch',
  hatch: 'fill',
};

/** Shows or hides the mask. */
export function toggleMask(): void {
  const { isMaskVisible } = useStore.getState();
  setView({ isMaskVisible: !isMaskVisible });
}

/** Changes from fill to outline to hatch, and back to fill. */
export function toggleStyle(): void {
  const { style } = useStore.getState();
  setView({ style: NEXT_STYLE[style], isMaskVisible: true });
}

/** Turns hatching of doubtful pixels on or off. */
export function toggleDoubt(): void {
  const { doubtBand } = useStore.getState();
  setView({ doubtBand: doubtBand ? null : DEFAULT_DOUBT });
}

/** Opens or closes the comparison of AI and reviewed mask. */
export function toggleSwipe(): void {
  const state = useStore.getState();
  setView({ swipe: selectSwipe(state) ? null : { left: 'ai', right: 'reviewed', at: 0.5 } });
}

/** Chooses what lies on each side of the divider. */
export function setSwipeLayers(left: Layer, right: Layer): void {
  const { swipe } = useStore.getState();
  setView({ swipe: { left, right, at: swipe?.at ?? 0.5 } });
}

/** Moves the divider to a share of the canvas's width. */
export function moveDivider(at: number): void {
  const { swipe } = useStore.getState();
  if (swipe) setView({ swipe: { ...swipe, at: Math.min(1, Math.max(0, at)) } });
}

/** Makes the fill of the mask denser or lighter by `share`, within 0–1. */
export function changeOpacity(share: number): void {
  const state = useStore.getState();
  const opacity = Math.round((selectOpacity(state) + share) * 100) / 100;
  setView({ opacity: Math.min(1, Math.max(0, opacity)) });
}

/** Shows stored values from `low` (black) to `high` (white) of a 16-bit image. Changes no mask. */
export function setWindow(window: IntensityWindow): void {
  const state = useStore.getState();
  const image = selectActiveImage(state);
  if (image?.window) updateImage(image.id, { window });
}
