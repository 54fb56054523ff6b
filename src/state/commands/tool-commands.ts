import { selectHasImage, selectHasMask } from '@/state/store/selectors';
import { useStore } from '@/state/store/store';
import type { ToolId } from '@/state/store/tool-slice';
import type { MessageKey } from '@/state/text/translate';
import { type CommandRow, rows } from './command';

function toolCommand<Id extends ToolId>(
  tool: Id,
  key: string,
  needsMask = true,
): CommandRow<`tool-${Id}`> {
  return {
    id: `tool-${tool}`,
    group: 'tool',
    label: `tool.${tool}` satisfies MessageKey,
    keys: [key],
    enabled: needsMask ? selectHasMask : selectHasImage,
    isOn: (state) => state.tool === tool,
    run: () => useStore.getState().setTool(tool),
  };
}

export const toolCommands = rows([
  toolCommand('pan', 'H', false),
  toolCommand('select', 'V'),
  toolCommand('brush', 'B'),
  toolCommand('eraser', 'E'),
  toolCommand('lasso', 'L'),
  toolCommand('lasso-erase', 'Shift+L'),
  toolCommand('fill', 'G'),
  toolCommand('click', 'C'),
  toolCommand('split', 'K'),
]);
