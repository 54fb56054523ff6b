import { panBy } from '@/state/actions/view';
import type { ToolId } from '@/state/tool-slice';
import type { Tool, ToolEvent } from './tool';

/** A pointer that moves further than this is dragging. */
const TAP_PX = 5;

/** A tool that acts where the pointer goes down and up again; dragging moves the image. */
export function tapTool(
  id: ToolId,
  cursor: string,
  act: (event: ToolEvent) => void,
  onHover?: (event: ToolEvent) => void,
): Tool {
  let start: ToolEvent | null = null;
  let last: ToolEvent | null = null;
  let isDrag = false;
  const end = (): void => {
    start = null;
    last = null;
    isDrag = false;
  };
  return {
    id,
    cursor,
    hasRing: false,
    isTapped: true,
    onDown: (event) => {
      start = event;
      last = event;
      isDrag = false;
    },
    onMove: (event) => {
      if (!start || !last) return;
      const dx = event.screen.x - start.screen.x;
      const dy = event.screen.y - start.screen.y;
      isDrag ||= Math.hypot(dx, dy) > TAP_PX;
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
