import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds, as the style sheets ask it. */
export function useMedia(query: string): boolean {
  const onChange = useCallback(
    (listener: () => void) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(onChange, () => matchMedia(query).matches);
}

/** Whether the user points with a finger, for whom targets must be larger. */
export function useIsCoarse(): boolean {
  return useMedia('(pointer: coarse)');
}
