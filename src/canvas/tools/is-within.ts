import type { ScreenPoint } from '@/core/types';
import type { ToolEvent } from './tool';

/** A pointer that stays this close to where it went down is a tap, in CSS pixels. */
export const TAP_PX = 5;

/**
 * Whether an event is at most `px` CSS pixels from a place of the canvas. Fingers tremble and hide
 * their target, so they get twice the distance.
 */
export function isWithin(px: number, place: ScreenPoint, { screen, isFinger }: ToolEvent): boolean {
  return Math.hypot(place.x - screen.x, place.y - screen.y) <= (isFinger ? 2 * px : px);
}
