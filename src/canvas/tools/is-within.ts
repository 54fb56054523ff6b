import type { ScreenPoint } from '@/core/types';
import type { ToolEvent } from './tool';

/** A pointer that stays within this of where it went down taps, in CSS pixels. */
export const TAP_PX = 5;

/**
 * Whether an event is at most `px` CSS pixels from a place of the canvas. Fingers tremble, hide what
 * they aim at, and have twice the room.
 */
export function isWithin(px: number, place: ScreenPoint, { screen, isFinger }: ToolEvent): boolean {
  return Math.hypot(place.x - screen.x, place.y - screen.y) <= (isFinger ? 2 * px : px);
}
