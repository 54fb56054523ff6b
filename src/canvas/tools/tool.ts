import type { ImagePoint, ScreenPoint } from '@/core/types';
import type { ToolId, ToolRow } from '@/state/store/tools';

/** A pointer event as tools see it: mouse, pen and touch alike. */
export interface ToolEvent {
  readonly at: ImagePoint;
  readonly screen: ScreenPoint;
  readonly isSecondary: boolean;
  readonly isFinger: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

/** How a tool works on the canvas. A gesture is down, moves, then up or cancel. */
export interface ToolWork {
  /** Whether by keyboard one press is a tap; otherwise the first puts the tool down and the next lifts it. */
  readonly isTapped?: boolean;
  /** Whether a press with Shift is no tap then, but draws until the next. */
  readonly isDrawnWithShift?: boolean;
  onDown(event: ToolEvent): void;
  onMove(event: ToolEvent): void;
  /** The picture has moved under a pointer that rests: it is over this place now. */
  onViewMoved?(at: ImagePoint): void;
  onUp(event: ToolEvent): void;
  /** Whether an undo has taken the gesture under way back. */
  isGone?(): boolean;
  /** Leaves no trace of the gesture under way. */
  onCancel(): void;
  /** Keeps what the gesture under way has done so far. Tools without it can keep nothing, and cancel. */
  onSettle?(): void;
  /** Drops what earlier gestures left for the next to go on with. */
  onForget?(): void;
  /** Drops the newest of it. @returns whether there was any */
  onStepBack?(): boolean;
  /** The pointer moves without a button. */
  onHover?(event: ToolEvent): void;
}

/** A tool whole: its row, and its work. */
export type Tool = ToolRow<ToolId> & ToolWork;
