import { panBy } from '@/state/view/view';
import { isWithin, TAP_PX } from './is-within';
import type { ToolEvent, ToolWork } from './tool';

/** A tool that acts on a tap; dragging moves the image. */
export function tapTool(
  act: (event: ToolEvent) => void,
  onHover?: (event: ToolEvent) => void,
): ToolWork {
  let start: ToolEvent | null = null;
  let last: ToolEvent | null = null;
  let isDrag = false;
  const end = (): void => {
    start = null;
    last = null;
    isDrag = false;
  };
  return {
    isTapped: true,
    onDown: (event) => {
      start = event;
      last = event;
      isDrag = false;
    },
    onMove: (event) => {
      if (!start || !last) return;
      isDrag ||= !isWithin(TAP_PX, start.screen, event);
      if (isDrag) panBy(event.screen.x - last.screen.x, event.screen.y - last.screen.y);
      last = event;
    },
    onUp: () => {
      const tapped = start;
      const wasDrag = isDrag;
      end();
      if (tapped && !wasDrag) act(tapped);
    },
    onCancel: end,
    ...(onHover ? { onHover } : {}),
  };
}
