import { fillFrom } from '@/state/actions/areas';
import { tapTool } from './tap-tool';

/** Adds the region of similar colour around a point; with Alt or the right button takes it away. */
export const fill = tapTool('fill', 'crosshair', ({ at, alt, isSecondary }) => {
  void fillFrom(at, alt || isSecondary);
});
