import type { ImagePoint } from '@/core/types';
import type { ToolId } from '@/state/tool-slice';
import { showLine } from './line-preview';
import type { Tool } from './tool';

/** A tool that follows the pointer with a line and acts on it at the end. */
export function lineTool(
  id: ToolId,
  isClosed: boolean,
  act: (points: readonly ImagePoint[], isInverted: boolean) => void,
): Tool {
  let points: ImagePoint[] = [];
  let isInverted = false;
  const end = (): void => {
    points = [];
    showLine(null);
  };
  return {
    id,
    cursor: 'crosshair',
    hasRing: false,
    onDown: ({ at, alt, isSecondary }) => {
      points = [at];
      isInverted = alt || isSecondary;
    },
    onMove: ({ at }) => {
      points = [...points, at];
      showLine({ points, isClosed });
    },
    onUp: () => {
      const drawn = points;
      end();
      act(drawn, isInverted);
    },
    onCancel: end,
  };
}
