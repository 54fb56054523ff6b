import { addClick } from '@/state/actions/refine';
import { tapTool } from './tap-tool';

/** Tells the model: left, this belongs to the object; right or Alt, this does not. */
export const click = tapTool('click', 'cell', ({ at, alt, isSecondary }) => {
  void addClick({ at, belongs: !(alt || isSecondary) });
});
