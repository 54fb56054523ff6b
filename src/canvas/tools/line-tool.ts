import { toScreen } from '@/core/geometry';
import type { ImagePoint } from '@/core/types';
import { beginUnfinished, endUnfinished, type Unfinished } from '@/state/history/unfinished';
import { selectReadyImage } from '@/state/store/selectors';
import { useStore } from '@/state/store/store';
import { isWithin, TAP_PX } from './is-within';
import { showLine } from './line-preview';
import type { ToolEvent, ToolWork } from './tool';

/**
 * A corner this near to the first one closes the polygon. Wider than a tap, because users aim at it
 * after setting others.
 */
const CLOSING_PX = 10;

/** What one press adds to a line: a corner, or a stretch drawn by hand. Undo removes the newest. */
interface Piece {
  readonly imageId: string;
  readonly start: ToolEvent;
  readonly points: ImagePoint[];
  readonly work: Unfinished;
}

/**
 * A tool that acts on a line, drawn in one go or corner by corner with taps. A tap on the last or
 * the first corner ends a line of corners, once there are enough of them.
 *
 * @param isClosed whether the line surrounds an area
 */
export function lineTool(
  isClosed: boolean,
  act: (points: readonly ImagePoint[], isInverted: boolean) => void,
): ToolWork {
  /** Oldest first, including the one under the pointer. */
  let pieces: readonly Piece[] = [];
  /** The piece under the pointer. */
  let held: Piece | null = null;
  let isDrawing = false;
  let isInverted = false;

  const pointsSoFar = (): ImagePoint[] => pieces.flatMap(({ points }) => points);
  const show = (...further: ImagePoint[]): void => {
    const points = [...pointsSoFar(), ...further];
    showLine(points.length > 0 ? { points, isClosed } : null);
  };
  const add = (imageId: string, start: ToolEvent): Piece => {
    const cancel = (): void => drop(piece);
    const work = { settle: cancel, cancel };
    const piece: Piece = { imageId, start, points: [start.at], work };
    pieces = [...pieces, piece];
    beginUnfinished(imageId, work);
    return piece;
  };
  const drop = (piece: Piece): void => {
    pieces = pieces.filter((other) => other !== piece);
    if (held === piece) held = null;
    endUnfinished(piece.imageId, piece.work);
    show();
  };
  const forget = (): void => {
    for (const piece of pieces.toReversed()) drop(piece);
  };
  const finish = (): void => {
    const points = pointsSoFar();
    forget();
    act(points, isInverted);
  };
  const isNear = (corner: ImagePoint | undefined, tap: ToolEvent, px: number): boolean =>
    corner !== undefined && isWithin(px, toScreen(useStore.getState().view, corner), tap);
  const setCorner = (piece: Piece): void => {
    piece.points.length = 1; // within a tap the pointer may tremble
    const before = pointsSoFar().slice(0, -1);
    const isEnough = before.length >= (isClosed ? 3 : 2);
    const isOnLast = isNear(before.at(-1), piece.start, TAP_PX);
    const isOnFirst = isClosed && isEnough && isNear(before[0], piece.start, CLOSING_PX);
    if (!isOnLast && !isOnFirst) {
      show();
      return;
    }
    drop(piece);
    if (isEnough) finish();
  };

  return {
    isTapped: true,
    isDrawnWithShift: true,
    onDown: (event) => {
      const image = selectReadyImage(useStore.getState());
      if (!image) return;
      if (pieces.length === 0) isInverted = event.alt || event.isSecondary;
      held = add(image.id, event);
      isDrawing = false;
    },
    isGone: () => held === null,
    onMove: (event) => {
      if (!held) return;
      isDrawing ||= !isWithin(TAP_PX, held.start.screen, event);
      held.points.push(event.at);
      if (isDrawing) show();
    },
    onUp: () => {
      const piece = held;
      held = null;
      if (!piece) return;
      if (!isDrawing) setCorner(piece);
      else if (pieces.length === 1) finish();
      // Otherwise it is a stretch between corners, and the line is not finished.
    },
    onHover: ({ at }) => {
      if (pieces.length > 0) show(at);
    },
    onCancel: () => {
      if (held) drop(held); // two fingers that move the image leave the corners set before
    },
    onStepBack: () => {
      const newest = pieces.at(-1);
      if (newest) drop(newest);
      return newest !== undefined;
    },
    onForget: forget,
  };
}
