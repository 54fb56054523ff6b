import { fillFrom } from '@/state/edit/fill';
import { tapTool } from './tap-tool';
import type { Tool } from './tool';

/** Adds the region of similar colour around a point; with Alt or the right button takes it away. */
export const fill: Tool = {
  ...tapTool('fill', 'crosshair', ({ at, alt, isSecondary }) => {
    void fillFrom(at, alt || isSecondary);
  }),
  effect: 'adds',
  glyph: 'M8 2c2.6 3.4 4.5 5.8 4.5 7.8a4.5 4.5 0 0 1-9 0C3.5 7.8 5.4 5.4 8 2z', // a drop
};
