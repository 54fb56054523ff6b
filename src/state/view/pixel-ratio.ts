import { setView, useStore } from '@/state/store/store';

/** How often the ratio is looked at. A comparison of two numbers costs nothing. */
const LOOK_EVERY_MS = 500;

/**
 * Keeps `pixelRatio` (device pixels per CSS pixel) in the store. It changes when the browser zooms
 * and when the window moves to another screen. No event is sure to say so: Chromium fires neither
 * `resize` nor a media query for the ratio when the window keeps its size in CSS pixels.
 *
 * @returns stops it
 */
export function listenToPixelRatio(): () => void {
  const look = (): void => {
    const pixelRatio = globalThis.devicePixelRatio;
    if (pixelRatio !== useStore.getState().pixelRatio) setView({ pixelRatio });
  };
  look();
  window.addEventListener('resize', look);
  const timer = setInterval(look, LOOK_EVERY_MS);
  return () => {
    window.removeEventListener('resize', look);
    clearInterval(timer);
  };
}
