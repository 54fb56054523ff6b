import type { ToolId } from '@/state/store/tool-slice';
import { brush, eraser } from './brush';
import { click } from './click';
import { fill } from './fill';
import { lasso, lassoErase } from './lasso';
import { pan } from './pan';
import { select } from './select';
import { split } from './split';
import type { Tool } from './tool';

/** The table of tools. */
export const tools: Readonly<Record<ToolId, Tool>> = {
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
