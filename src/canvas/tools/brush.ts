import { type Stroke, startStroke } from '@/state/edit/brush';
import type { ToolId } from '@/state/store/tool-slice';
import type { Tool, ToolEvent } from './tool';

/** A tool that stamps discs along the pointer's way: adds to an object, or takes away. */
function strokeTool(id: ToolId, erases: boolean): Tool {
  let stroke: Stroke | null = null;
  const finish = (): void => {
    stroke?.finish();
    stroke = null;
  };
  return {
    id,
    cursor: 'crosshair',
    effect: erases ? 'takes away' : 'adds',
    hasRing: true,
    onDown: ({ at, alt, isSecondary }: ToolEvent) => {
      // Alt, or the right button, turns the brush into the eraser and back.
      stroke = startStroke(at, erases !== (alt || isSecondary));
    },
    isGone: () => stroke?.isOpen === false,
    onMove: ({ at }) => stroke?.moveTo(at),
    onViewMoved: (at) => stroke?.jumpTo(at),
    onUp: finish,
    onSettle: finish,
    onCancel: () => {
      stroke?.cancel();
      stroke = null;
    },
  };
}

export const brush = strokeTool('brush', false);
export const eraser = strokeTool('eraser', true);
