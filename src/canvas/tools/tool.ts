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
  /**
   * Whether one key press is a tap. Otherwise the first press starts a stroke and the next ends it.
   */
  readonly isTapped?: boolean;
  /** Whether Shift makes such a press draw until the next, instead of a tap. */
  readonly isDrawnWithShift?: boolean;
  onDown(event: ToolEvent): void;
  onMove(event: ToolEvent): void;
  /** The image has moved under a resting pointer, which is over this place now. */
  onViewMoved?(at: ImagePoint): void;
  onUp(event: ToolEvent): void;
  /** Whether an undo has taken back the open gesture. */
  isGone?(): boolean;
  /** Cancels the open gesture without a trace. */
  onCancel(): void;
  /**
   * Keeps what the open gesture has done so far. Tools without this method can keep nothing, and
   * cancel.
   */
  onSettle?(): void;
  /** Drops what earlier gestures left to be continued. */
  onForget?(): void;
  /** Drops the newest part of it. @returns whether there was any */
  onStepBack?(): boolean;
  /** The pointer moves without a button. */
  onHover?(event: ToolEvent): void;
}

/** A complete tool: its row and its behaviour. */
export type Tool = ToolRow<ToolId> & ToolWork;
