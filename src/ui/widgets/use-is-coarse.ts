import { useMedia } from './use-media';

/** Whether the person points with a finger, for whom targets must be larger. */
export function useIsCoarse(): boolean {
  return useMedia('(pointer: coarse)');
}
