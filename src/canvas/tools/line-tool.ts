import { toScreen } from '@/core/geometry';
import type { ImagePoint } from '@/core/types';
import { useStore } from '@/state/store';
import type { ToolId } from '@/state/tool-slice';
import { showLine } from './line-preview';
import type { Tool, ToolEvent } from './tool';

/** A pointer that moves further than this draws; otherwise it sets a corner. */
const TAP_PX = 5;
/** A corner this near to the first one closes the polygon. */
const CLOSING_PX = 10;

/**
 * A tool that acts on a line: drawn in one go, or corner by corner with taps. A tap on the last
 * or the first corner ends a line of corners.
 *
 * @param isClosed whether the line surrounds an area
 */
export function lineTool(
  id: ToolId,
  isClosed: boolean,
  act: (points: readonly ImagePoint[], isInverted: boolean) => void,
): Tool {
  /** Corners set by taps so far. */
  let corners: ImagePoint[] = [];
  /** The stroke under way, from pointer down. */
  let stroke: ImagePoint[] = [];
  let start: ToolEvent | null = null;
  let isDrawing = false;
  let isInverted = false;

  const show = (points: readonly ImagePoint[]): void =>
    showLine(points.length > 0 ? { points, isClosed } : null);
  const lift = (): void => {
    stroke = [];
    start = null;
    isDrawing = false;
    show(corners);
  };
  const end = (): void => {
    corners = [];
    lift();
  };
  const isNear = (corner: ImagePoint | undefined, { screen }: ToolEvent): boolean => {
    if (!corner) return false;
    const at = toScreen(useStore.getState().view, corner);
    return Math.hypot(at.x - screen.x, at.y - screen.y) <= CLOSING_PX;
  };
  const setCorner = (event: ToolEvent): void => {
    const last = corners.at(-1);
    if (isNear(last, event) || (isClosed && corners.length > 2 && isNear(corners[0], event))) {
      const done = corners;
      end();
      act(done, isInverted);
    } else {
      corners = [...corners, event.at];
      show(corners);
    }
  };

  return {
    id,
    cursor: 'crosshair',
    hasRing: false,
    isTapped: true,
    onDown: (event) => {
      if (corners.length === 0) isInverted = event.alt || event.isSecondary;
      start = event;
      stroke = [event.at];
      isDrawing = false;
    },
    onMove: ({ at, screen }) => {
      if (!start) return;
      isDrawing ||= Math.hypot(screen.x - start.screen.x, screen.y - start.screen.y) > TAP_PX;
      stroke.push(at);
      if (isDrawing) show([...corners, ...stroke]);
    },
    onUp: () => {
      const tapped = start;
      if (!tapped) return;
      const drawn = [...corners, ...stroke];
      start = null;
      if (!isDrawing) return setCorner(tapped);
      const wasPolygon = corners.length > 0;
      if (wasPolygon) {
        corners = drawn; // a stretch drawn by hand between corners
        return show(corners);
      }
      end();
      act(drawn, isInverted);
    },
    onHover: ({ at }) => {
      if (corners.length > 0) show([...corners, at]);
    },
    onCancel: lift, // two fingers that move the image leave the corners set before
    onForget: end,
  };
}
