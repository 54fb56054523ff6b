import type { ToolId } from './tools';

export const MIN_RADIUS_PX = 0.5;
export const MAX_RADIUS_PX = 400;

export interface ToolSlice {
  readonly tool: ToolId;
  /** Radius of brush and eraser in image pixels. */
  readonly radiusPx: number;
  /** RGB distance that region growing accepts, 0–255. */
  readonly tolerance: number;
  /** Whether fingers only move the image; `null` until a pen is seen or the user decides. */
  readonly penOnly: boolean | null;
}

export const initialTools: ToolSlice = {
  tool: 'pan',
  radiusPx: 12,
  tolerance: 24,
  penOnly: null,
};
