import { fillFrom } from '@/state/edit/fill';
import { tapTool } from './tap-tool';

/** Adds the region of similar colour around a point; with Alt or the right button takes it away. */
export const fill = tapTool(({ at, alt, isSecondary }) => {
  void fillFrom(at, alt || isSecondary);
});
