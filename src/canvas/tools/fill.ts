import { fillFrom } from '@/state/edit/fill';
import { tapTool } from './tap-tool';

/** Adds the region of similar colour around a point. Alt or the right button removes it. */
export const fill = tapTool(({ at, alt, isSecondary }) => {
  void fillFrom(at, alt || isSecondary);
});
