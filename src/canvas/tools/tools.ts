import { type ToolId, toolRows } from '@/state/store/tools';
import { brush, eraser } from './brush';
import { click } from './click';
import { fill } from './fill';
import { lasso, lassoErase } from './lasso';
import { pan } from './pan';
import { select } from './select';
import { split } from './split';
import type { Tool, ToolWork } from './tool';

/** How each tool of the table works. */
const works: Readonly<Record<ToolId, ToolWork>> = {
  pan,
  select,
  brush,
  eraser,
  lasso,
  'lasso-erase': lassoErase,
  fill,
  click,
  split,
};

/** Each tool with its row. */
export const tools = Object.fromEntries(
  toolRows.map((row) => [row.id, { ...row, ...works[row.id] }]),
) as Readonly<Record<ToolId, Tool>>;
