import { setView } from '@/state/store/store';

/**
 * Keeps `pixelRatio` (device pixels per CSS pixel) in the store: it changes when the browser zooms
 * and when the window moves to another screen. No event says so; a media query for the present
 * ratio stops matching, and a new one is needed each time.
 *
 * @returns stops it
 */
export function listenToPixelRatio(): () => void {
  let query: MediaQueryList | null = null;
  const listen = (): void => {
    query?.removeEventListener('change', listen);
    const pixelRatio = globalThis.devicePixelRatio;
    setView({ pixelRatio });
    query = matchMedia(`(resolution: ${pixelRatio}dppx)`);
    query.addEventListener('change', listen);
  };
  listen();
  return () => query?.removeEventListener('change', listen);
}
