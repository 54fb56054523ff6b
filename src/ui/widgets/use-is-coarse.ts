import { useSyncExternalStore } from 'react';

/** As the style sheets ask. */
const COARSE = '(pointer: coarse)';

/** Whether the user points with a finger and needs larger targets. */
export function useIsCoarse(): boolean {
  return useSyncExternalStore(onPointerChanged, () => matchMedia(COARSE).matches);
}

function onPointerChanged(listener: () => void): () => void {
  const query = matchMedia(COARSE);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
