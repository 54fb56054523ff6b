import { type ExportId, exporters } from '@/io/exports/exports';
import { exportActive } from '@/state/export/export-image';
import { selectHasMask } from '@/state/store/selectors';
import type { MessageKey } from '@/state/text/translate';
import type { CommandRow } from './command';

/** A command for each row of the table of exports, in its order. */
export const exportCommands = exporters.map(
  ({ id, keys = [] }): CommandRow<`export-${ExportId}`> => ({
    id: `export-${id}`,
    group: 'file',
    label: `export.${id}` satisfies MessageKey,
    keys,
    enabled: selectHasMask,
    run: () => exportActive(id),
  }),
);
