import type { ScreenPoint } from '@/core/types';
import { panBy } from '@/state/view/view';
import type { ToolWork } from './tool';

let last: ScreenPoint | null = null;

/** Drags the image. */
export const pan: ToolWork = {
  onDown: ({ screen }) => {
    last = screen;
  },
  onMove: ({ screen }) => {
    if (last) panBy(screen.x - last.x, screen.y - last.y);
    last = screen;
  },
  onUp: () => {
    last = null;
  },
  onCancel: () => {
    last = null;
  },
};
