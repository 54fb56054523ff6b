import { selectHasImage, selectHasMask } from '@/state/store/selectors';
import { setTool } from '@/state/store/store';
import { type ToolId, toolRows } from '@/state/store/tools';
import type { MessageKey } from '@/state/text/translate';
import type { CommandRow } from './command';

/** A command for each row of the table of tools, in its order. */
export const toolCommands = toolRows.map(
  ({ id, key, needsMask }): CommandRow<`tool-${ToolId}`> => ({
    id: `tool-${id}`,
    group: 'tool',
    label: `tool.${id}` satisfies MessageKey,
    keys: [key],
    enabled: needsMask ? selectHasMask : selectHasImage,
    isOn: (state) => state.tool === id,
    run: () => setTool(id),
  }),
);
