import type { SliceSetter } from './slice';
import type { ToolId } from './tools';

export const MIN_RADIUS_PX = 0.5;
export const MAX_RADIUS_PX = 400;

export interface ToolSlice {
  readonly tool: ToolId;
  /** Radius of brush and eraser in image pixels. */
  readonly radiusPx: number;
  /** RGB distance that region growing accepts, 0–255. */
  readonly tolerance: number;
  /** Whether fingers only move the image; `null` until a pen is seen or the person says. */
  readonly penOnly: boolean | null;
  setTool(tool: ToolId): void;
  setRadius(radiusPx: number): void;
  setTolerance(tolerance: number): void;
  setPenOnly(penOnly: boolean): void;
  /** A pen touched the canvas: from now on it alone draws, unless the person has said otherwise. */
  meetPen(): void;
}

export const createToolSlice = (set: SliceSetter<ToolSlice>): ToolSlice => ({
  tool: 'pan',
  radiusPx: 12,
  tolerance: 24,
  penOnly: null,
  setTool: (tool) => set({ tool }),
  setRadius: (radiusPx) =>
    set({ radiusPx: Math.min(MAX_RADIUS_PX, Math.max(MIN_RADIUS_PX, radiusPx)) }),
  setTolerance: (tolerance) => set({ tolerance: Math.min(255, Math.max(0, tolerance)) }),
  setPenOnly: (penOnly) => set({ penOnly }),
  meetPen: () => set(({ penOnly }) => (penOnly === null ? { penOnly: true } : {})),
});
