import { useMedia } from './use-media';

/** Whether the user points with a finger and needs larger targets. */
export function useIsCoarse(): boolean {
  return useMedia('(pointer: coarse)');
}
