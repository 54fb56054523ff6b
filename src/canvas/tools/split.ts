import { splitAlong } from '@/state/edit/split';
import { lineTool } from './line-tool';
import type { Tool } from './tool';

/** Cuts the objects that a drawn line crosses. */
export const split: Tool = {
  ...lineTool('split', false, (points) => void splitAlong(points)),
  glyph: 'M11 2h3v3M5 2H2v3M8 14V9.5a3 3 0 0 0-.9-2.1L2 2M10 6l4-4', // one way that becomes two, as on the rail
};
