import { setView, useStore } from '@/state/store/store';

/**
 * Keeps `pixelRatio` (device pixels per CSS pixel) in the store. It changes when the browser zooms
 * and when the window moves to another screen. No event is sure to say so: a media query for the
 * present ratio stops matching, but Chromium misses some changes, most of which resize the window.
 *
 * @returns stops it
 */
export function listenToPixelRatio(): () => void {
  let query: MediaQueryList | null = null;
  const look = (): void => {
    const pixelRatio = globalThis.devicePixelRatio;
    if (query && pixelRatio === useStore.getState().pixelRatio) return;
    setView({ pixelRatio });
    query?.removeEventListener('change', look);
    query = matchMedia(`(resolution: ${pixelRatio}dppx)`);
    query.addEventListener('change', look);
  };
  look();
  window.addEventListener('resize', look);
  return () => {
    query?.removeEventListener('change', look);
    window.removeEventListener('resize', look);
  };
}
