import { addClick } from '@/state/segment/refine';
import { tapTool } from './tap-tool';

/** Tells the model: left, this belongs to the object; right or Alt, this does not. */
export const click = tapTool(({ at, alt, isSecondary }) => {
  void addClick({ at, belongs: !(alt || isSecondary) });
});
